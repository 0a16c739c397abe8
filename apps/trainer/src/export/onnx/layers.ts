import { AppError } from "@graft/core/contract/errors";
import type { layers } from "@tensorflow/tfjs-layers";
import type { OnnxGraph } from "./graph.ts";

/**
 * A tensor of the net as a value of the graph. tfjs keeps maps as [b, h, w, c]; ONNX's convolutions want
 * [b, c, h, w], so every value with four dimensions is stored in that order.
 */
export interface Value {
  readonly name: string;
  /** As tfjs has it, channels last; null what is known only when the model runs. */
  readonly shape: readonly (number | null)[];
}

/** One layer on its way into the graph. */
export interface LayerCall {
  readonly graph: OnnxGraph;
  readonly layer: layers.Layer;
  readonly inputs: readonly Value[];
  /** Shape of the layer's output, channels last. */
  readonly shape: readonly (number | null)[];
  /** The layer's settings, as `getConfig` writes them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** In the order in which the layer lists them. */
  readonly weights: readonly Weight[];
}

export interface Weight {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

type Convert = (call: LayerCall) => string;

/**
 * Writes one layer into the graph, as it computes in inference mode.
 *
 * @returns The name of its output.
 * @throws {AppError} EXPORT_FAILED for a kind of layer, or a setting, that is not supported.
 */
export function convertLayer(call: LayerCall): string {
  const kind = call.layer.getClassName();
  const convert = CONVERTERS[kind];
  if (!convert) throw cannotExport(call, "this kind of layer is not supported yet");
  if (call.config["dataFormat"] === "channelsFirst") {
    throw cannotExport(call, "it keeps channels first");
  }
  return convert(call);
}

const CONVERTERS: Readonly<Record<string, Convert>> = {
  Conv2D: convolution,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Conv2DTranspose: transposedConvolution,
  Dense: dense,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Rescaling: rescaling,
  Activation: (call) => activation(call, call.inputs[0]!, activationOf(call)),
  ReLU: (call) => rectifier(call),
  LeakyReLU: (call) =>
    call.graph.add("LeakyRelu", [only(call)], { alpha: { float: numberOf(call, "alpha") } }),
  ELU: (call) => call.graph.add("Elu", [only(call)], { alpha: { float: numberOf(call, "alpha") } }),
  ThresholdedReLU: (call) =>
    call.graph.add("ThresholdedRelu", [only(call)], { alpha: { float: numberOf(call, "theta") } }),
  PReLU: parametricRectifier,
  Softmax: (call) => softmax(call, "Softmax", Number(call.config["axis"] ?? -1)),
  MaxPooling2D: (call) => pooling(call, "MaxPool"),
  AveragePooling2D: (call) => pooling(call, "AveragePool"),
  GlobalAveragePooling2D: (call) => globalPooling(call, "GlobalAveragePool"),
  GlobalMaxPooling2D: (call) => globalPooling(call, "GlobalMaxPool"),
  SpatialMoments: spatialMoments,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  UpSampling2D: upSampling,
  Flatten: (call) => reshaped(call),
  Reshape: (call) => reshaped(call),
  Permute: permute,
  RepeatVector: repeatVector,
  Add: (call) => call.graph.add("Sum", names(call)),
  Average: (call) => call.graph.add("Mean", names(call)),
  Maximum: (call) => call.graph.add("Max", names(call)),
  Minimum: (call) => call.graph.add("Min", names(call)),
  Multiply: (call) => names(call).reduce((a, b) => call.graph.add("Mul", [a, b])),
  Concatenate: (call) =>
    call.graph.add("Concat", names(call), {
      axis: { int: axisOf(Number(call.config["axis"] ?? -1), call.shape.length) },
    }),
  // What acts only while a net is trained.
  ...Object.fromEntries(
    ["Dropout", "SpatialDropout1D", "AlphaDropout", "GaussianNoise", "GaussianDropout"].map(
      (kind) => [kind, only],
    ),
  ),
};

// Convolutions

function convolution(call: LayerCall): string {
  const [kernel, bias] = call.weights;
  const [height, width, inputs, outputs] = kernel!.shape as [number, number, number, number];
  const value = call.graph.add(
    "Conv",
    [
      only(call),
      call.graph.floats(transposed(kernel!, [3, 2, 0, 1]), [outputs, inputs, height, width]),
      ...(bias ? [call.graph.floats(bias.values, bias.shape)] : []),
    ],
    windowOf(call, [height, width]),
  );
  return activation(call, { name: value, shape: call.shape }, activationOf(call));
}

function depthwise(call: LayerCall): string {
  const [kernel, bias] = call.weights;
  const value = depthwiseProduct(call, kernel!, bias);
  return activation(call, { name: value, shape: call.shape }, activationOf(call));
}

/** Channel i of the input makes the channels i * m to i * m + m - 1 of the output, m the depth multiplier. */
function depthwiseProduct(call: LayerCall, kernel: Weight, bias?: Weight): string {
  const [height, width, inputs, multiplier] = kernel.shape as [number, number, number, number];
  return call.graph.add(
    "Conv",
    [
      only(call),
      call.graph.floats(transposed(kernel, [2, 3, 0, 1]), [inputs * multiplier, 1, height, width]),
      ...(bias ? [call.graph.floats(bias.values, bias.shape)] : []),
    ],
    {
      ...windowOf(call, [height, width]),
      // tfjs's depthwise layer does not dilate, whatever its config says.
      ...(call.layer.getClassName() === "DepthwiseConv2D" ? { dilations: { ints: [1, 1] } } : {}),
      group: { int: inputs },
    },
  );
}

function separable(call: LayerCall): string {
  const [depth, point, bias] = call.weights;
  const [, , inputs, outputs] = point!.shape as [number, number, number, number];
  const value = call.graph.add("Conv", [
    depthwiseProduct(call, depth!),
    call.graph.floats(transposed(point!, [3, 2, 0, 1]), [outputs, inputs, 1, 1]),
    ...(bias ? [call.graph.floats(bias.values, bias.shape)] : []),
  ]);
  return activation(call, { name: value, shape: call.shape }, activationOf(call));
}

function transposedConvolution(call: LayerCall): string {
  const [kernel, bias] = call.weights;
  const [height, width, outputs, inputs] = kernel!.shape as [number, number, number, number];
  const strides = pairOf(call, "strides");
  const same = call.config["padding"] === "same";
  // "same" makes an output of stride times the input: the padding of the convolution whose gradient this is.
  const total = [height, width].map((side, i) => (same ? Math.max(side - strides[i]!, 0) : 0));
  const begin = total.map((pad) => Math.floor(pad / 2));
  const missing = [height, width].map((side, i) => Math.max(strides[i]! - side, 0));
  const value = call.graph.add(
    "ConvTranspose",
    [
      only(call),
      call.graph.floats(transposed(kernel!, [3, 2, 0, 1]), [inputs, outputs, height, width]),
      ...(bias ? [call.graph.floats(bias.values, bias.shape)] : []),
    ],
    {
      strides: { ints: strides },
      pads: { ints: [...begin, ...total.map((pad, i) => pad - begin[i]!)] },
      output_padding: { ints: missing },
    },
  );
  return activation(call, { name: value, shape: call.shape }, activationOf(call));
}

function dense(call: LayerCall): string {
  const [kernel, bias] = call.weights;
  const [input] = call.inputs;
  const rank = input!.shape.length;
  const { graph } = call;
  let value: string;
  if (rank === 4) {
    const [inputs, outputs] = kernel!.shape as [number, number];
    const filter = graph.floats(transposed(kernel!, [1, 0]), [outputs, inputs, 1, 1]);
    value = graph.add("Conv", [
      input!.name,
      filter,
      ...(bias ? [graph.floats(bias.values, bias.shape)] : []),
    ]);
  } else {
    value = graph.add("MatMul", [input!.name, graph.floats(kernel!.values, kernel!.shape)]);
    if (bias) value = graph.add("Add", [value, graph.floats(bias.values, bias.shape)]);
  }
  return activation(call, { name: value, shape: call.shape }, activationOf(call));
}

// Normalizations

function batchNormalization(call: LayerCall): string {
  const { config, graph, inputs } = call;
  const rank = inputs[0]!.shape.length;
  const channels = rank - 1;
  const axis = Number(Array.isArray(config["axis"]) ? config["axis"][0] : (config["axis"] ?? -1));
  if ((axis < 0 ? axis + rank : axis) !== channels || rank === 3) {
    throw cannotExport(call, "it does not normalise the last axis of a map or vector");
  }
  const rest = [...call.weights];
  const size = call.weights[0]!.shape;
  const constant = (value: number): Weight => ({
    values: new Float32Array(size[0]!).fill(value),
    shape: size,
  });
  const gamma = config["scale"] === false ? constant(1) : rest.shift()!;
  const beta = config["center"] === false ? constant(0) : rest.shift()!;
  const [mean, variance] = rest;
  const vectors = [gamma, beta, mean!, variance!].map(({ values, shape }) =>
    graph.floats(values, shape),
  );
  return graph.add("BatchNormalization", [only(call), ...vectors], {
    epsilon: { float: numberOf(call, "epsilon") },
  });
}

function layerNormalization(call: LayerCall): string {
  const { config, graph, inputs } = call;
  const rank = inputs[0]!.shape.length;
  const axes = [config["axis"] ?? -1].flat().map((axis) => (Number(axis) + rank) % rank);
  if (axes.length !== 1 || axes[0] !== rank - 1) {
    throw cannotExport(call, "it normalises other axes than the last one");
  }
  const rest = [...call.weights];
  const size = Number(inputs[0]!.shape.at(-1));
  const gamma = config["scale"] === false ? null : rest.shift();
  const beta = config["center"] === false ? null : rest.shift();
  const normalised = graph.add(
    "LayerNormalization",
    [
      channelsLast(call, inputs[0]!),
      graph.floats(gamma?.values ?? new Float32Array(size).fill(1), [size]),
      ...(beta ? [graph.floats(beta.values, [size])] : []),
    ],
    { axis: { int: -1 }, epsilon: { float: numberOf(call, "epsilon") } },
  );
  return channelsFirst(call, normalised);
}

function rescaling(call: LayerCall): string {
  const { config, graph } = call;
  const rank = call.shape.length;
  const perChannel = (value: unknown) => {
    const numbers = [value].flat().map(Number);
    const shape = numbers.length === 1 ? [] : [numbers.length, ...(rank === 4 ? [1, 1] : [])];
    return graph.floats(numbers, shape);
  };
  const scaled = graph.add("Mul", [only(call), perChannel(config["scale"] ?? 1)]);
  return graph.add("Add", [scaled, perChannel(config["offset"] ?? 0)]);
}

// Activations

function activationOf(call: LayerCall): string {
  const { activation: own } = call.layer as unknown as { activation?: { getClassName(): string } };
  return own?.getClassName() ?? "linear";
}

function activation(call: LayerCall, value: Value, kind: string): string {
  const { graph } = call;
  const { name } = value;
  switch (kind) {
    case "linear":
      return name;
    case "relu":
      return graph.add("Relu", [name]);
    case "relu6":
      return graph.add("Clip", [name, graph.float(0), graph.float(6)]);
    case "sigmoid":
      return graph.add("Sigmoid", [name]);
    case "hardSigmoid":
      return graph.add("HardSigmoid", [name], { alpha: { float: 0.2 }, beta: { float: 0.5 } });
    case "tanh":
      return graph.add("Tanh", [name]);
    case "elu":
      return graph.add("Elu", [name]);
    case "selu":
      return graph.add("Selu", [name]);
    case "softplus":
      return graph.add("Softplus", [name]);
    case "softsign":
      return graph.add("Softsign", [name]);
    case "swish":
      return graph.add("Mul", [name, graph.add("Sigmoid", [name])]);
    case "mish":
      return graph.add("Mul", [name, graph.add("Tanh", [graph.add("Softplus", [name])])]);
    case "gelu":
      return gelu(graph, name);
    case "softmax":
      return softmax({ ...call, inputs: [value] }, "Softmax", -1);
    case "logSoftmax":
      return softmax({ ...call, inputs: [value] }, "LogSoftmax", -1);
    default:
      throw cannotExport(call, `it applies "${kind}"`);
  }
}

/** x / 2 * (1 + erf(x / √2)); ONNX has a Gelu of its own from opset 20 on. */
function gelu(graph: OnnxGraph, name: string): string {
  const erf = graph.add("Erf", [graph.add("Mul", [name, graph.float(Math.SQRT1_2)])]);
  const half = graph.add("Mul", [name, graph.float(0.5)]);
  return graph.add("Mul", [half, graph.add("Add", [erf, graph.float(1)])]);
}

function softmax(call: LayerCall, opType: "Softmax" | "LogSoftmax", axis: number): string {
  return call.graph.add(opType, [only(call)], { axis: { int: axisOf(axis, call.shape.length) } });
}

function rectifier(call: LayerCall): string {
  const highest = call.config["maxValue"];
  if (highest === null || highest === undefined) return call.graph.add("Relu", [only(call)]);
  return call.graph.add("Clip", [
    only(call),
    call.graph.float(0),
    call.graph.float(Number(highest)),
  ]);
}

function parametricRectifier(call: LayerCall): string {
  const [alpha] = call.weights;
  const { values, shape } = alpha!;
  const isMap = shape.length === 3;
  const [height, width, channels] = shape as [number, number, number];
  const slope = isMap
    ? call.graph.floats(transposed(alpha!, [2, 0, 1]), [channels, height, width])
    : call.graph.floats(values, shape);
  return call.graph.add("PRelu", [only(call), slope]);
}

// Pooling

function pooling(call: LayerCall, opType: "MaxPool" | "AveragePool"): string {
  const size = pairOf(call, "poolSize");
  const { dilations: _, ...window } = windowOf(call, size);
  return call.graph.add(opType, [only(call)], { ...window, kernel_shape: { ints: size } });
}

function globalPooling(call: LayerCall, opType: "GlobalAveragePool" | "GlobalMaxPool"): string {
  return call.graph.add("Flatten", [call.graph.add(opType, [only(call)])]);
}

/** Graft's own layer: mean and standard deviation over space of each channel. */
function spatialMoments(call: LayerCall): string {
  const { graph } = call;
  const map = only(call);
  const mean = graph.add("GlobalAveragePool", [map]);
  const difference = graph.add("Sub", [map, mean]);
  const variance = graph.add("GlobalAveragePool", [graph.add("Mul", [difference, difference])]);
  const deviation = graph.add("Sqrt", [variance]);
  return graph.add("Flatten", [graph.add("Concat", [mean, deviation], { axis: { int: 1 } })]);
}

// Geometry

function zeroPadding(call: LayerCall): string {
  const [[top, bottom], [left, right]] = sidesOf(call, "padding");
  const pads = call.graph.ints([0, 0, top, left, 0, 0, bottom, right]);
  return call.graph.add("Pad", [only(call), pads]);
}

function cropping(call: LayerCall): string {
  const [[top, bottom], [left, right]] = sidesOf(call, "cropping");
  const { graph } = call;
  const bounds = [
    [top, left],
    [endAfter(bottom), endAfter(right)],
    [2, 3],
  ].map((list) => graph.ints(list));
  return graph.add("Slice", [only(call), ...bounds]);
}

/** An end beyond the map counts as its end; a negative one is counted from there. */
function endAfter(cut: number): number {
  return cut === 0 ? Number.MAX_SAFE_INTEGER : -cut;
}

function upSampling(call: LayerCall): string {
  const [height, width] = pairOf(call, "size");
  const scales = call.graph.floats([1, 1, height!, width!], [4]);
  return resize(call, [scales]);
}

/** tfjs resizes with the corner of the first pixel at 0 ("asymmetric"), and nearest means the pixel before. */
function resize(call: LayerCall, target: readonly string[]): string {
  const nearest = call.config["interpolation"] !== "bilinear";
  return call.graph.add("Resize", [only(call), "", ...target], {
    mode: { text: nearest ? "nearest" : "linear" },
    coordinate_transformation_mode: { text: "asymmetric" },
    nearest_mode: { text: "floor" },
  });
}

/** Flatten and Reshape read numbers in tfjs's order, channels last. */
function reshaped(call: LayerCall): string {
  const { graph, inputs, shape } = call;
  const target = graph.ints([0, ...shape.slice(1).map((side) => side ?? -1)]);
  return channelsFirst(call, graph.add("Reshape", [channelsLast(call, inputs[0]!), target]));
}

function permute(call: LayerCall): string {
  const order = (call.config["dims"] as readonly number[]) ?? [];
  const last = channelsLast(call, call.inputs[0]!);
  const moved = call.graph.add("Transpose", [last], { perm: { ints: [0, ...order] } });
  return channelsFirst(call, moved);
}

function repeatVector(call: LayerCall): string {
  const { graph } = call;
  const column = graph.add("Unsqueeze", [only(call), graph.ints([1])]);
  return graph.add("Tile", [column, graph.ints([1, numberOf(call, "n"), 1])]);
}

// The two orders

function channelsLast({ graph }: LayerCall, { name, shape }: Value): string {
  return shape.length === 4
    ? graph.add("Transpose", [name], { perm: { ints: [0, 2, 3, 1] } })
    : name;
}

/** @param name Of a value of the layer's output shape, channels last. */
function channelsFirst({ graph, shape }: LayerCall, name: string): string {
  return shape.length === 4
    ? graph.add("Transpose", [name], { perm: { ints: [0, 3, 1, 2] } })
    : name;
}

/** Where an axis of tfjs lies in a stored value. */
function axisOf(axis: number, rank: number): number {
  const own = axis < 0 ? axis + rank : axis;
  return rank === 4 ? [0, 2, 3, 1][own]! : own;
}

/** Values in another order of axes. @param order `order[i]` is the old axis that becomes axis i. */
function transposed({ values, shape }: Weight, order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sides = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const result = new Float32Array(values.length);
  const at = sides.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++at[axis]! < sides[axis]!) break;
      from -= at[axis]! * steps[axis]!;
      at[axis] = 0;
    }
  }
  return result;
}

// Settings

/** Strides, dilations and padding of a convolution or pooling whose window has this size. */
function windowOf(call: LayerCall, size: readonly number[]) {
  const strides = pairOf(call, "strides");
  const dilations =
    call.config["dilationRate"] === undefined ? [1, 1] : pairOf(call, "dilationRate");
  const isDepthwise = call.layer.getClassName() === "DepthwiseConv2D";
  const attributes = {
    strides: { ints: strides },
    dilations: { ints: isDepthwise ? [1, 1] : dilations },
  };
  if (call.config["padding"] !== "same") return attributes;
  const [, ...sides] = call.inputs[0]!.shape;
  const pads = size.map((side, i) => {
    const length = sides[i];
    if (length === null || length === undefined) return null;
    const reach = (side - 1) * attributes.dilations.ints[i]! + 1;
    const total = Math.max((Math.ceil(length / strides[i]!) - 1) * strides[i]! + reach - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  });
  if (pads.includes(null)) return { ...attributes, auto_pad: { text: "SAME_UPPER" } };
  return { ...attributes, pads: { ints: [0, 1].flatMap((end) => pads.map((pad) => pad![end]!)) } };
}

function pairOf(call: LayerCall, setting: string): number[] {
  const value = call.config[setting];
  return Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)];
}

type Sides = [[number, number], [number, number]];

/** One number for all sides, one for each direction, or one for each side. */
function sidesOf(call: LayerCall, setting: string): Sides {
  const value = call.config[setting];
  const rows = Array.isArray(value) ? value : [value, value];
  return rows.map((row) =>
    Array.isArray(row) ? row.map(Number) : [Number(row), Number(row)],
  ) as Sides;
}

function numberOf(call: LayerCall, setting: string): number {
  const value = Number(call.config[setting]);
  if (!Number.isFinite(value)) throw cannotExport(call, `its ${setting} is not a number`);
  return value;
}

function only(call: LayerCall): string {
  return call.inputs[0]!.name;
}

function names(call: LayerCall): string[] {
  const ranks = new Set(call.inputs.map(({ shape }) => shape.length));
  if (ranks.size > 1) throw cannotExport(call, "its inputs have different numbers of dimensions");
  return call.inputs.map(({ name }) => name);
}

function cannotExport({ layer }: LayerCall, reason: string): AppError {
  return new AppError({
    code: "EXPORT_FAILED",
    message: `The layer "${layer.name}" (${layer.getClassName()}) cannot be exported to ONNX: ${reason}.`,
    hint: "Cut the net below this layer (backbone.cut) and train again.",
  });
}
