import { invalidBackbone } from "./loaded-backbone.ts";
import {
  isObject,
  isReference,
  type Json,
  nameOf,
  numbersOf,
  readScaling,
  type WeightLookup,
} from "./read-scaling.ts";
import { isModel } from "./topology.ts";

/** Models that hold models: real nets have two or three such levels. */
const MAX_LEVELS = 20;

/**
 * A model config of Keras in the words that TensorFlow.js has: arithmetic with constants
 * (`TFOpLambda`, `TensorFlowOpLayer`) and `Normalization` become `Rescaling`, a value times a scale plus
 * an offset; other number types become float32, the regularisers
 * L1 and L2 become L1L2, and silu is called swish. Whatever
 * cannot be said so stays as it is, and is refused by name where it is needed.
 *
 * @param weights Of `Normalization` layers that have their statistics in the weights.
 * @throws {AppError} BACKBONE_INVALID for models nested without end, and for a scale that is not a number.
 */
export function translateLayers(
  model: unknown,
  { file, weights = () => null }: { file: string; weights?: WeightLookup },
): unknown {
  return translateModel(model, { file, weights, level: 0 });
}

/** Names of the `Normalization` layers whose statistics are in the weights. */
export function learnedNormalizations(model: unknown): string[] {
  return layersOf(model).flatMap((layer) => {
    const config = (layer["config"] ?? {}) as Json;
    if (isModel(String(layer["class_name"]))) return learnedNormalizations(layer);
    const isLearned = layer["class_name"] === "Normalization" && numbersOf(config["mean"]) === null;
    return isLearned ? [nameOf(layer)] : [];
  });
}

interface Context {
  readonly file: string;
  readonly weights: WeightLookup;
  readonly level: number;
}

function translateModel(model: unknown, context: Context): unknown {
  if (context.level > MAX_LEVELS) {
    throw invalidBackbone(
      `${context.file}: models are nested in models more than ${MAX_LEVELS} deep.`,
      "The file is damaged, or was made to do harm: use another one.",
    );
  }
  const layers = layersOf(model);
  if (layers.length === 0) return model;
  const translated = layers.map((layer) => translateLayer(layer, context));
  const { config } = model as Json;
  return {
    ...(model as Json),
    config: Array.isArray(config) ? translated : { ...(config as Json), layers: translated },
  };
}

/** The layers of a model config, or none where it is not one: then its reader says what is wrong. */
function layersOf(model: unknown): Json[] {
  const config = (model as Json | null)?.["config"];
  const layers = Array.isArray(config) ? config : (config as Json | null | undefined)?.["layers"];
  const isList = Array.isArray(layers) && layers.every((layer) => isObject(layer));
  return isList ? (layers as Json[]) : [];
}

function translateLayer(layer: Json, context: Context): Json {
  const className = String(layer["class_name"]);
  if (!isObject(layer["config"])) {
    return isModel(className)
      ? (translateModel(layer, { ...context, level: context.level + 1 }) as Json)
      : layer;
  }
  if (isModel(className)) {
    const inner = translateModel(layer, { ...context, level: context.level + 1 });
    return withListedCalls(inner as Json);
  }
  const config = plainConfig(layer["config"]);
  const plain = withListedCalls({ ...layer, config });
  const scaling = readScaling({ ...layer, config }, context);
  if (!scaling) return plain;
  const { scale, offset } = scaling;
  const kept = ["name", "trainable", "dtype", "batch_input_shape"]
    .filter((key) => config[key] !== undefined)
    .map((key) => [key, config[key]]);
  return withoutArguments({
    ...plain,
    class_name: "Rescaling",
    // An operation's layer has the operation's own name in its config.
    config: { ...Object.fromEntries(kept), name: nameOf(layer), scale, offset },
  });
}

/** Operations write a call with one input without the list around its inputs: add it. */
function withListedCalls(layer: Json): Json {
  const calls = layer["inbound_nodes"];
  if (!Array.isArray(calls) || !calls.some(isReference)) return layer;
  const listed = calls.map((call: unknown) => (isReference(call) ? [inputOf(call)] : call));
  return { ...layer, inbound_nodes: listed };
}

/** The tensor that a call reads: a constant in front of it leads to the other operand. */
function inputOf(call: unknown[]): unknown {
  const other = isObject(call[3]) ? call[3]["y"] : null;
  return call[0] === "_CONSTANT_VALUE" && isReference(other) ? other : call;
}

/** The constants of an operation are in its config now; TensorFlow.js would take them for arguments. */
function withoutArguments(layer: Json): Json {
  const calls = layer["inbound_nodes"];
  if (!Array.isArray(calls)) return layer;
  const bare = calls.map((call: unknown) =>
    Array.isArray(call)
      ? call.map((input: unknown) => (isReference(input) ? input.slice(0, 3) : input))
      : call,
  );
  return { ...layer, inbound_nodes: bare };
}

const HALF_TYPES = /float16|bfloat16|float64/;

/** Without what TensorFlow.js does not know and Graft does not need. */
function plainConfig(config: Json): Json {
  const entries = Object.entries(config).map(([key, value]) => {
    if (key === "dtype") {
      const isOdd = typeof value !== "string" || HALF_TYPES.test(value);
      return [key, isOdd && value !== null ? "float32" : value];
    }
    if (key === "activation" && value === "silu") return [key, "swish"]; // its other name
    if (!key.endsWith("_regularizer") || !isObject(value)) return [key, value];
    const { class_name: className, config: strengths } = value;
    const isSingle = className === "L1" || className === "L2";
    const both = { l1: 0, l2: 0, ...(strengths as Json) };
    return [key, isSingle ? { class_name: "L1L2", config: both } : value];
  });
  return Object.fromEntries(entries) as Json;
}
