import { invalidBackbone } from "./loaded-backbone.ts";

export type Json = Readonly<Record<string, unknown>>;

/** The values of a weight by its name, such as `normalization/mean`; null where they are not known. */
export type WeightLookup = (name: string) => ArrayLike<number> | null;

/** Keras divides by at least this (its `epsilon()`), so that a constant channel is no 0/0. */
const SMALLEST_DEVIATION = 1e-7;

/** A value times `scale` plus `offset`; lists hold a number per channel. */
export interface Scaling {
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];
}

interface Context {
  readonly file: string;
  readonly weights: WeightLookup;
}

/**
 * What a layer as written in model.json does if it only scales and shifts its input; null
 * for any other layer, and for one whose numbers are not known.
 *
 * @throws {AppError} BACKBONE_INVALID for a `Rescaling` layer whose scale is not a number.
 */
export function readScaling(layer: Json, context: Context): Scaling | null {
  switch (layer["class_name"]) {
    case "Rescaling":
      return readRescaling(layer, context);
    case "Normalization":
      return readNormalization(layer, context);
    case "TFOpLambda":
      return readOperation(layer);
    case "TensorFlowOpLayer":
      return readOldOperation(layer);
    default:
      return null;
  }
}

function readRescaling(layer: Json, { file }: Context): Scaling {
  const config = layer["config"] as Json;
  const scale = numbersOf(config["scale"]);
  const offset = numbersOf(config["offset"] ?? 0);
  if (scale && offset) return { scale: single(scale), offset: single(offset) };
  const [what, value] = scale ? ["offset", config["offset"]] : ["scale", config["scale"]];
  throw invalidBackbone(
    `${file}: the layer "${nameOf(layer)}" (Rescaling) has the ${what} ${JSON.stringify(value)?.slice(0, 60) ?? "missing"}; expected a number, or one per channel.`,
  );
}

function readNormalization(layer: Json, { weights }: Context): Scaling | null {
  const config = layer["config"] as Json;
  const name = nameOf(layer);
  const mean = numbersOf(config["mean"] ?? config["input_mean"]) ?? toList(weights(`${name}/mean`));
  const variance =
    numbersOf(config["variance"] ?? config["input_variance"]) ??
    toList(weights(`${name}/variance`));
  const { axis = -1 } = config;
  const isPerChannel = [-1, 3].includes(Array.isArray(axis) && axis.length === 1 ? axis[0] : axis);
  const isWhole = axis === null || (Array.isArray(axis) && axis.length === 0);
  if (!mean || !variance || !(isPerChannel || isWhole || mean.length === 1)) return null;
  const deviations = variance.map((value) => Math.max(Math.sqrt(value), SMALLEST_DEVIATION));
  const count = Math.max(mean.length, deviations.length);
  const each = Array.from({ length: count }, (_, channel) => ({
    mean: mean[channel] ?? (mean[0] as number),
    deviation: deviations[channel] ?? (deviations[0] as number),
  }));
  if (config["invert"] === true) {
    return {
      scale: single(each.map(({ deviation }) => deviation)),
      offset: single(each.map((own) => own.mean)),
    };
  }
  return {
    scale: single(each.map(({ deviation }) => 1 / deviation)),
    offset: single(each.map((own) => -own.mean / own.deviation)),
  };
}

/** `x / 127.5` and the like inside a functional model: Keras 2.4 and later. */
function readOperation(layer: Json): Scaling | null {
  const operation = String((layer["config"] as Json)["function"]).replace(/^tf\./, "");
  const call = firstCall(layer);
  if (!call) return null;
  const [from, , written, settings] = call;
  const { y, value, bias, data_format: dataFormat } = settings;
  if (operation === "cast" || operation === "identity") return { scale: 1, offset: 0 };
  if (typeof dataFormat === "string" && dataFormat.startsWith("NC")) return null;
  if (from === "_CONSTANT_VALUE") {
    return isReference(y) ? arithmetic(operation, numbersOf(written), true) : null;
  }
  return arithmetic(operation, numbersOf(y ?? value ?? bias), false);
}

/** The same before Keras 2.4: the operation as TensorFlow's own JSON. */
function readOldOperation(layer: Json): Scaling | null {
  const { node_def: definition, constants } = layer["config"] as Json;
  const operation =
    typeof definition === "string"
      ? /"op":\s*"(\w+)"/.exec(definition)?.[1]
      : (definition as Json | undefined)?.["op"];
  const [place, ...others] = Object.entries((constants ?? {}) as Json);
  if (operation === "Cast") return { scale: 1, offset: 0 };
  if (!place || others.length > 0) return null;
  return arithmetic(String(operation), numbersOf(place[1]), place[0] === "0");
}

function arithmetic(
  operation: string,
  constant: number[] | null,
  isConstantFirst: boolean,
): Scaling | null {
  if (!constant) return null;
  const value = single(constant);
  switch (operation.replace(/^(math|__operators__|nn)\./, "").toLowerCase()) {
    case "add":
    case "addv2":
    case "bias_add":
    case "biasadd":
      return { scale: 1, offset: value };
    case "multiply":
    case "mul":
      return { scale: value, offset: 0 };
    case "subtract":
    case "sub":
      return isConstantFirst
        ? { scale: -1, offset: value }
        : { scale: 1, offset: single(constant.map((number) => -number)) };
    case "truediv":
    case "divide":
    case "realdiv":
    case "div":
      return isConstantFirst || constant.includes(0)
        ? null
        : { scale: single(constant.map((number) => 1 / number)), offset: 0 };
    default:
      return null;
  }
}

type Call = [from: unknown, node: unknown, written: unknown, settings: Json];

/** An operation's one call: `["layer", 0, 0, {"y": 127.5}]`, in one list more or less. */
function firstCall(layer: Json): Call | null {
  const calls = layer["inbound_nodes"];
  if (!Array.isArray(calls) || calls.length !== 1) return null;
  const call: unknown = isReference(calls[0]) ? calls[0] : (calls[0] as unknown[] | null)?.[0];
  if (!isReference(call)) return null;
  return [call[0], call[1], call[2], isObject(call[3]) ? call[3] : {}];
}

/** A tensor in the arguments of a call: `["layer", 0, 0]`, perhaps with settings. */
export function isReference(value: unknown): value is unknown[] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";
}

/** A number or a nested list of numbers, as plain JSON or as Keras wraps arrays; null for all else. */
export function numbersOf(value: unknown): number[] | null {
  if (typeof value === "number") return Number.isFinite(value) ? [value] : null;
  if (isObject(value)) {
    const inner = isObject(value["config"]) ? value["config"]["value"] : value["value"];
    return inner === undefined ? null : numbersOf(inner);
  }
  if (!Array.isArray(value) || value.length === 0 || value.length > 4096) return null;
  const parts = value.map(numbersOf);
  return parts.some((part) => part === null) ? null : (parts as number[][]).flat();
}

function single(numbers: readonly number[]): number | readonly number[] {
  const [first = 0, ...others] = numbers;
  return others.every((number) => number === first) ? first : numbers;
}

function toList(values: ArrayLike<number> | null): number[] | null {
  return values && Array.from(values);
}

export function nameOf(layer: Json): string {
  return String(layer["name"] ?? (layer["config"] as Json | undefined)?.["name"]);
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
