import { expect, test } from "vitest";
import { findInput } from "./input-layer.ts";
import { parseTopology } from "./topology.ts";
import { traceLayers } from "./trace-layers.ts";

const input = {
  class_name: "InputLayer",
  name: "in",
  config: { batch_input_shape: [null, 8, 8, 3], name: "in" },
  inbound_nodes: [],
};
const relu = (name: string, ...inputs: string[]) => ({
  class_name: "ReLU",
  name,
  config: { name },
  inbound_nodes: [inputs.map((from) => [from, 0, 0, {}])],
});
const model = (layers: unknown[], output = "out") => ({
  class_name: "Model",
  config: { layers, input_layers: [["in", 0, 0]], output_layers: [[output, 0, 0]] },
});
const parse = (json: unknown) => parseTopology(json, "model.json");
const trace = (json: unknown) =>
  traceLayers(parse(json), { file: "model.json", inputShape: [8, 8, 3] });

test("reads the layers in any order", () => {
  const traced = trace(model([relu("out", "b"), relu("b", "in"), input]));
  expect(traced.get("out")?.outputShape).toEqual([null, 8, 8, 3]);
});

test.each<[string, unknown, RegExp]>([
  ["a circle", model([input, relu("out", "b"), relu("b", "out")]), /"out" reads b/],
  ["an input that is not there", model([input, relu("out", "ghost")]), /"out" reads ghost/],
  ["two layers of one name", model([input, relu("out", "in"), relu("out", "in")]), /two layers/],
  ["an output that is not there", model([input]), /"out" is not among/],
  ["a class that is no layer", model([input, { ...relu("out", "in"), class_name: "adam" }]), /out/],
  ["a name of Object's", model([input, { ...relu("out", "in"), class_name: "toString" }]), /out/],
  ["another kind of model", { class_name: "Forest", config: { layers: [input] } }, /Forest/],
  ["no layers", { class_name: "Model", config: {} }, /cannot be read/],
  ["nothing", null, /cannot be read/],
])("refuses %s", (_what, json, message) => {
  expect(() => trace(json)).toThrow(message);
});

test("refuses Keras 3 and says what to do", () => {
  const keras3 = { ...relu("out"), inbound_nodes: [{ args: [], kwargs: {} }] };
  expect(() => parse(model([input, keras3]))).toThrow(/Keras 3/);
});

test("refuses a layer that is used twice", () => {
  const twice = { ...relu("out", "in"), inbound_nodes: [[["in", 0, 0]], [["in", 0, 0]]] };
  expect(() => parse(model([input, twice]))).toThrow(/used 2 times/);
});

test("refuses two inputs", () => {
  const other = { ...input, name: "other", config: { ...input.config, name: "other" } };
  expect(() => findInput(parse(model([input, other, relu("out", "in")])), "m")).toThrow(/2 inputs/);
});
