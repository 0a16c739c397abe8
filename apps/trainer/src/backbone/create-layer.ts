import { nearestName, shortened } from "@graft/core/contract";
import { serialization } from "@tensorflow/tfjs-core";
import { type Shape, layers as tfLayers } from "@tensorflow/tfjs-layers";
import { invalidBackbone } from "./backbone-error.ts";
import { toTfjsCase } from "./keras-case.ts";
import type { LayerNode } from "./topology.ts";

/** What tracing needs of tfjs's Layer, some of which is protected there. */
export interface OpenLayer {
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
export function createLayer(node: LayerNode, file: string): OpenLayer {
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
