import { nearestName, shortened } from "@graft/core/contract";
import { serialization } from "@tensorflow/tfjs-core";
import { type Shape, layers as tfLayers } from "@tensorflow/tfjs-layers";
import { toTfjsCase } from "./input-layer.ts";
import { invalidBackbone } from "./loaded-backbone.ts";
import { isModel, type LayerNode, parseTopology, type Topology } from "./topology.ts";

export interface WeightSlot {
  /** As tfjs calls it: `<layer>/<weight>`. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface TracedLayer {
  readonly name: string;
  readonly className: string;
  /** With the batch first, which is null. */
  readonly outputShape: Shape;
  readonly weights: readonly WeightSlot[];
}

/**
 * Output shape and weights of every layer, without making a tensor: the layers are made by tfjs's own
 * classes and asked for their shapes, but the weights that they ask for are only written down.
 *
 * @param wanted Names of the layers to trace; all by default.
 * @param inputShape Without the batch, for the input layer.
 * @throws {AppError} BACKBONE_INVALID, naming the layer that does not fit.
 */
export function traceLayers(
  topology: Topology,
  { file, inputShape, wanted }: { file: string; inputShape: Shape; wanted?: ReadonlySet<string> },
): Map<string, TracedLayer> {
  const traced = new Map<string, TracedLayer>();
  let waiting = [...topology.layers.values()].filter((layer) => wanted?.has(layer.name) ?? true);
  while (waiting.length > 0) {
    const later: LayerNode[] = [];
    for (const layer of waiting) {
      const inputs = layer.inputs.map((name) => traced.get(name)?.outputShape);
      if (inputs.includes(undefined)) later.push(layer);
      else
        traced.set(layer.name, traceLayer(layer, { file, inputShape, inputs: inputs as Shape[] }));
    }
    if (later.length === waiting.length) {
      const { name, inputs } = later[0] as LayerNode;
      throw invalidBackbone(
        `${file}: the layer "${name}" reads ${inputs.join(", ")}, which cannot be computed before it.`,
      );
    }
    waiting = later;
  }
  return traced;
}

function traceLayer(
  node: LayerNode,
  { file, inputShape, inputs }: { file: string; inputShape: Shape; inputs: Shape[] },
): TracedLayer {
  const { name, className } = node;
  if (className === "InputLayer") {
    return { name, className, outputShape: [null, ...inputShape], weights: [] };
  }
  const shapes = inputs.length === 0 ? [[null, ...inputShape]] : inputs;
  if (isModel(className)) return traceNested(node, { file, inputShape: shapes[0]?.slice(1) ?? [] });
  const layer = createLayer(node, file);
  try {
    return { name, className, ...traceShapes(node, { layer, shapes }) };
  } catch (error) {
    throw invalidBackbone(
      `${file}: the layer "${name}" (${className}) does not fit its input ${show(shapes)}: ${shortened((error as Error).message, 200)}`,
      "Compare the layer with the net it comes from, or give an imageSize that the net was made for.",
      error,
    );
  }
}

function traceShapes(
  node: LayerNode,
  { layer, shapes }: { layer: OpenLayer; shapes: Shape[] },
): { outputShape: Shape; weights: WeightSlot[] } {
  const weights: WeightSlot[] = [];
  layer.addWeight = (weight, shape) => {
    weights.push({ name: `${node.name}/${weight}`, shape: shape.map(Number) });
    return null;
  };
  const input = shapes.length === 1 ? (shapes[0] as Shape) : shapes;
  const symbols = shapes.map((shape) => ({ shape, rank: shape.length, dtype: "float32" }));
  layer.assertInputCompatibility(symbols);
  layer.build(input);
  layer.assertInputCompatibility(symbols);
  const output = layer.computeOutputShape(input);
  if (Array.isArray(output[0])) throw new Error("it has several outputs");
  const outputShape = output as Shape;
  if (outputShape.slice(1).some((size) => size !== null && !(size > 0))) {
    throw new Error(`nothing is left of it (output ${show([outputShape])})`);
  }
  return { outputShape, weights };
}

function traceNested(
  { name, className, config }: LayerNode,
  { file, inputShape }: { file: string; inputShape: Shape },
): TracedLayer {
  const inner = parseTopology({ class_name: className, config }, `${file}, layer "${name}"`);
  const traced = traceLayers(inner, { file, inputShape });
  const weights = [...traced.values()].flatMap((layer) => layer.weights);
  return { name, className, outputShape: traced.get(inner.output)?.outputShape ?? [], weights };
}

function show(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `[${shape.slice(1).join(", ")}]`).join(" and ");
}

/** What tracing needs of tfjs's Layer, some of which is protected there. */
interface OpenLayer {
  addWeight(name: string, shape: Shape): null;
  assertInputCompatibility(inputs: unknown): void;
  build(inputShape: Shape | Shape[]): void;
  computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[];
}

/** As Keras writes them. tfjs has one map for all its classes, so it does not know these apart from others. */
const ACTIVATIONS =
  "elu gelu hard_sigmoid linear log_softmax mish relu relu6 selu sigmoid softmax softplus softsign swish tanh".split(
    " ",
  );

/**
 * A layer of tfjs's own class; no tensor is made.
 *
 * @throws {AppError} BACKBONE_INVALID, naming the layer and the class, the activation or the setting that
 *   TensorFlow.js does not have.
 */
function createLayer(node: LayerNode, file: string): OpenLayer {
  const { name, className, config } = node;
  const place = `${file}: the layer "${name}"`;
  const { classNameMap } = serialization.SerializationMap.getMap();
  const entry = Object.hasOwn(classNameMap, className) ? classNameMap[className] : undefined;
  if (!entry) throw unknownClass(node, place);
  refuseUnknownActivation(node, place);
  let layer: unknown;
  try {
    const [constructor, fromConfig] = entry;
    layer = fromConfig(constructor, toTfjsCase(config) as serialization.ConfigDict);
  } catch (error) {
    throw invalidBackbone(
      `${place} (${className}) has a setting that TensorFlow.js does not understand: ${shortened((error as Error).message.split(". This may")[0] ?? "", 200)}`,
      "Export the net with another setting there, or cut it below this layer (backbone.cut).",
      error,
    );
  }
  if (!(layer instanceof tfLayers.Layer)) {
    throw invalidBackbone(`${place} is of the class "${className}", which is not a layer.`);
  }
  if ("layer" in layer || "cell" in layer) {
    throw invalidBackbone(
      `${place} (${className}) wraps another layer; such layers cannot be cut.`,
      "Use a net for images without recurrent or time-distributed layers.",
    );
  }
  return layer as unknown as OpenLayer;
}

function unknownClass({ className, config }: LayerNode, place: string): Error {
  switch (className) {
    case "TFOpLambda":
    case "SlicingOpLambda":
    case "TensorFlowOpLayer":
      return invalidBackbone(
        `${place} calls the TensorFlow operation ${JSON.stringify(config["function"] ?? config["node_def"] ?? "?").slice(0, 80)} (${className}), which a LayersModel cannot hold; Graft understands arithmetic with constants only.`,
        "Write the operation as a Keras layer (Rescaling, Activation, Add, Multiply …) and export the net again.",
      );
    case "Lambda":
      return invalidBackbone(
        `${place} is Python code (Lambda), which the file does not hold.`,
        "Replace it by a Keras layer that does the same, such as Rescaling, and export the net again.",
      );
    case "Normalization":
      return invalidBackbone(
        `${place} (Normalization) cannot be understood: its mean and variance are neither in its config nor among the weights, or it does not normalise per channel (axis ${JSON.stringify(config["axis"])}).`,
        "Call adapt() before the export, or replace the layer by Rescaling.",
      );
    default:
      return invalidBackbone(
        `${place} (${shortened(className, 60)}) cannot be made: TensorFlow.js has no layer of this class.`,
        "Replace the layer in Keras by a built-in one and export the net again, or cut the net below it (backbone.cut).",
      );
  }
}

function refuseUnknownActivation({ className, config }: LayerNode, place: string): void {
  for (const setting of ["activation", "recurrent_activation"]) {
    const written = config[setting];
    const name =
      typeof written === "object" && written !== null
        ? (written as { class_name?: unknown }).class_name
        : written;
    if (name === undefined || name === null) continue;
    if (typeof name === "string" && isKnown(name)) continue;
    const near = typeof name === "string" ? nearestName(name, ACTIVATIONS) : null;
    throw invalidBackbone(
      `${place} (${className}) uses the ${setting} ${JSON.stringify(name).slice(0, 60)}, which TensorFlow.js does not have.`,
      `It has ${ACTIVATIONS.join(", ")}${near ? `; the nearest name is ${near}` : ""}. Use a net with these, or cut this one below the layer (backbone.cut).`,
    );
  }
}

/** Keras's name or the name of tfjs's class. */
function isKnown(name: string): boolean {
  return ACTIVATIONS.some((known) => known === name || toTfjsCase(known) === name);
}
