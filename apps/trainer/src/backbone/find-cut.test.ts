import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { findCut, findTrainedPart } from "./find-cut.ts";
import { findInput } from "./input-layer.ts";
import type { LoadedBackbone } from "./loaded-backbone.ts";
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

/** input -> stem -> a -> b -> sum (stem + b) -> c -> out */
const NET: [name: string, ...inputs: string[]][] = [
  ["input"],
  ["stem", "input"],
  ["a", "stem"],
  ["b", "a"],
  ["sum", "stem", "b"],
  ["c", "sum"],
  ["out", "c"],
];

function backbone(): LoadedBackbone {
  const layers = NET.map(([name, ...inputs]) => ({
    class_name: inputs.length === 0 ? "InputLayer" : "Activation",
    name,
    config: { name },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  }));
  const config = { layers, output_layers: [["out", 0, 0]] };
  return {
    path: "net/model.json",
    topology: { class_name: "Model", config },
  } as unknown as LoadedBackbone;
}

test("a layer that all passes through begins the trained part", () => {
  const { below, layers } = findTrainedPart(backbone(), "c");
  expect(below).toBe("sum");
  expect([...layers]).toEqual(["c", "out"]);
  // The sum reads the stem beside the branch: from the branch's first layer on, both come from the stem.
  expect(findTrainedPart(backbone(), "a").below).toBe("stem");
});

test("inside a residual block there is no single input: the hint names the block's start", () => {
  const refusal = catchError(() => findTrainedPart(backbone(), "b"));
  expect(refusal.code).toBe("BACKBONE_LAYER_UNKNOWN");
  expect(refusal.message).toContain("reads 2 tensors");
  expect(refusal.hint).toContain('"a"');
});

test("a name that is nearly right is suggested; the input itself has nothing below", () => {
  expect(catchError(() => findTrainedPart(backbone(), "stm")).message).toContain('"stem"');
  expect(catchError(() => findTrainedPart(backbone(), "input")).message).toContain(
    "nothing lies below",
  );
});

function catchError(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
