import { expect, test } from "vitest";
import { findCut } from "./find-cut.ts";
import { findInput } from "./input-layer.ts";
import { parseTopology } from "./topology.ts";

type Step = [className: string, name: string, config?: Record<string, unknown>];

const softmax = { activation: "softmax" };
const pointwise = { kernel_size: [1, 1], activation: "linear" };

/** A functional model of layers in a row, after an input layer. */
function chain(...steps: Step[]) {
  const all: Step[] = [["InputLayer", "in", { batch_input_shape: [null, 32, 32, 3] }], ...steps];
  const layers = all.map(([class_name, name, config = {}], index) => ({
    class_name,
    name,
    config: { ...config, name },
    inbound_nodes: index === 0 ? [] : [[[all[index - 1]![1], 0, 0, {}]]],
  }));
  const config = {
    layers,
    input_layers: [["in", 0, 0]],
    output_layers: [[steps.at(-1)![1], 0, 0]],
  };
  return { class_name: "Model", config };
}

/** A sequential model as it is written when it is a layer of another. */
const inner = (name: string, ...layers: Step[]) => ({
  class_name: "Sequential",
  config: {
    name,
    layers: layers.map(([class_name, layer, config = {}]) => ({
      class_name,
      config: { ...config, name: layer },
    })),
  },
});

const cutOf = (json: unknown) => findCut(parseTopology(json, "model.json"), "auto", "model.json");

test("MobileNetV1 as Keras writes it: cut at the global average", () => {
  const net = chain(
    ["ReLU", "conv_pw_13_relu"],
    ["GlobalAveragePooling2D", "gap"],
    ["Reshape", "reshape_1"],
    ["Dropout", "dropout"],
    ["Conv2D", "conv_preds", pointwise],
    ["Activation", "act_softmax", softmax],
    ["Reshape", "reshape_2"],
  );
  expect(cutOf(net)).toBe("gap");
});

test("SqueezeNet: the classifying convolution is before the average", () => {
  const net = chain(
    ["ReLU", "fire9"],
    ["Dropout", "drop9"],
    ["Conv2D", "conv10", pointwise],
    ["Activation", "relu_conv10", { activation: "relu" }],
    ["GlobalAveragePooling2D", "gap"],
    ["Activation", "loss", softmax],
  );
  expect(cutOf(net)).toBe("fire9");
});

test("VGG: only the last dense layer is the classifier", () => {
  const net = chain(
    ["MaxPooling2D", "block5_pool"],
    ["Flatten", "flatten"],
    ["Dense", "fc1", { activation: "relu" }],
    ["Dense", "fc2", { activation: "relu" }],
    ["Dense", "predictions", softmax],
  );
  expect(cutOf(net)).toBe("fc2");
});

test("a map that is flattened for the classifier is averaged instead", () => {
  const net = chain(["MaxPooling2D", "pool"], ["Flatten", "flatten"], ["Dense", "out", softmax]);
  expect(cutOf(net)).toBe("pool");
});

test("a net without a classifier is cut at its end", () => {
  const body: Step[] = [
    ["Conv2D", "conv", pointwise],
    ["BatchNormalization", "bn"],
    ["ReLU", "relu"],
  ];
  expect(cutOf(chain(...body))).toBe("relu");
  expect(cutOf(chain(...body, ["GlobalAveragePooling2D", "gap"]))).toBe("gap");
});

test("a sequential model of models: the one of dense layers is the classifier", () => {
  const body = inner(
    "body",
    ["Conv2D", "conv", { batch_input_shape: [null, 96, 96, 3] }],
    ["GlobalAveragePooling2D", "gap"],
  );
  const head = inner("head", ["Dense", "hidden"], ["Dense", "classes", softmax]);
  const net = { class_name: "Sequential", config: { name: "both", layers: [body, head] } };
  expect(cutOf(net)).toBe("body");
  const topology = parseTopology(net, "model.json");
  expect(findInput(topology, "model.json")).toMatchObject({ name: "body", size: [96, 96] });
});

test("refuses a net that is nothing but a classifier", () => {
  const net = chain(["Flatten", "flatten"], ["Dense", "out", softmax]);
  expect(() => cutOf(net)).toThrow(/nothing is left/);
});
