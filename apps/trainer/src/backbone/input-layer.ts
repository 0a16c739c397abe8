import { invalidBackbone } from "./loaded-backbone.ts";
import { ancestors, isModel, type LayerNode, parseTopology, type Topology } from "./topology.ts";

export interface InputLayer {
  readonly name: string;
  /** Height and width, null where the net takes any. */
  readonly size: readonly [number | null, number | null];
  /** Whether it declares whole numbers, such as uint8; Graft builds it for float32. */
  readonly takesIntegers: boolean;
}

/** No image that is decoded has a longer side. */
const MAX_SIDE = 4096;

/** The layer that takes the images. @throws {AppError} BACKBONE_INVALID unless it takes [h, w, 3]. */
export function findInput(topology: Topology, file: string): InputLayer {
  const starts = [...topology.layers.values()].filter((layer) => layer.inputs.length === 0);
  const [start] = starts;
  if (!start || starts.length > 1) {
    const names = starts.slice(0, 5).map((layer) => `"${layer.name}"`);
    throw invalidBackbone(
      `${file}: the net has ${starts.length} inputs${starts.length > 0 ? ` (${names.join(", ")})` : ""}; expected one, an image.`,
      "Use a net whose only input is an image.",
    );
  }
  const declared = start.config["batch_input_shape"];
  if (declared === undefined && isModel(start.className)) {
    return { ...findInput(innerTopology(start, file), file), name: start.name };
  }
  refuseChannelsFirst(topology, file);
  const size = imageSide(declared);
  if (typeof size === "string") {
    throw invalidBackbone(
      `${file}: the input layer "${start.name}" takes ${JSON.stringify(declared)?.slice(0, 100) ?? "no declared shape"}: ${size}. Expected [null, height, width, 3].`,
      "Graft gives a net RGB images with the channels last: use, or export, a net that takes them.",
    );
  }
  const { dtype } = start.config;
  const takesIntegers = typeof dtype === "string" && /^u?int\d+$/.test(dtype);
  if (dtype !== undefined && dtype !== null && dtype !== "float32" && !takesIntegers) {
    throw invalidBackbone(
      `${file}: the input layer "${start.name}" takes values of the type ${JSON.stringify(dtype).slice(0, 60)}; expected numbers.`,
    );
  }
  return { name: start.name, size, takesIntegers };
}

/** Height and width of a declared shape, or what is wrong with it. */
function imageSide(declared: unknown): [number | null, number | null] | string {
  if (!Array.isArray(declared)) return "it says no shape";
  if (declared.length !== 4) {
    return `these are ${declared.length} dimensions instead of the four of a batch of images`;
  }
  const [, height, width, channels] = declared as unknown[];
  if (channels !== 3) {
    if (height === 3 || height === 1) return "the channels come first (NCHW)";
    if (channels === 1) return "it takes grey images, of one channel";
    if (channels === 4) return "it takes four channels, such as RGB and alpha";
    if (channels === null || channels === undefined) return "the number of channels is left open";
    return `it takes ${JSON.stringify(channels).slice(0, 20)} channels`;
  }
  const sides = [height, width].map((side) => side ?? null);
  const isSide = (side: unknown) =>
    side === null || (Number.isInteger(side) && Number(side) > 0 && Number(side) <= MAX_SIDE);
  if (sides.every(isSide)) return sides as [number | null, number | null];
  return `height and width must be whole numbers from 1 to ${MAX_SIDE}, or null for any`;
}

function refuseChannelsFirst(topology: Topology, file: string): void {
  const first = [...topology.layers.values()].find(
    ({ config }) => config["data_format"] === "channels_first",
  );
  if (!first) return;
  throw invalidBackbone(
    `${file}: the layer "${first.name}" (${first.className}) takes images with the channels first (NCHW).`,
    "Graft's engines compute with the channels last: export the net with data_format channels_last.",
  );
}

/** The input layer as JSON for float images of another size; goes into nested models. */
function withInputSize(layer: LayerNode, size: number, file: string): Record<string, unknown> {
  const shape = [null, size, size, 3];
  const config: Record<string, unknown> = { ...layer.config };
  if (config["batch_input_shape"] !== undefined || !isModel(layer.className)) {
    config["batch_input_shape"] = shape;
    if (config["dtype"] !== undefined) config["dtype"] = "float32";
  }
  if (isModel(layer.className)) {
    const inner = innerTopology(layer, file);
    const { name } = findInput(inner, file);
    config["layers"] = [...inner.layers.values()].map((part) =>
      part.name === name ? withInputSize(part, size, file) : part.source,
    );
  }
  return { ...layer.source, config };
}

function innerTopology(layer: LayerNode, file: string): Topology {
  const json = { class_name: layer.className, config: layer.config };
  return parseTopology(json, `${file}, layer "${layer.name}"`);
}

/**
 * Keras's snake_case settings in the camelCase of tfjs's layer classes; names of layers stay as they are.
 *
 * tfjs does the same when it reads a model.json, but keeps the function to itself.
 */
export function toTfjsCase(value: unknown): unknown {
  if (typeof value === "string") return camelCase(value);
  if (Array.isArray(value)) return value.map(toTfjsCase);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === "name" ? [key, inner] : [camelCase(key), toTfjsCase(inner)],
  );
  return Object.fromEntries(entries);
}

function camelCase(text: string): string {
  return text.replaceAll(/_+(\w|$)/g, (_match, letter: string) => letter.toUpperCase());
}

/** The layers up to `cut` as a Keras-style model for images of `imageSize` pixels a side. */
export function writeTopology(
  topology: Topology,
  { cut, input, imageSize }: { cut: string; input: InputLayer; imageSize: number },
  file: string,
): Record<string, unknown> {
  const kept = ancestors(topology, cut);
  const layers = [...topology.layers.values()]
    .filter((layer) => kept.has(layer.name))
    .map((layer) =>
      layer.name === input.name ? withInputSize(layer, imageSize, file) : layer.source,
    );
  const name = "graft_backbone";
  if (topology.className === "Sequential") {
    return { class_name: "Sequential", config: { name, layers } };
  }
  const ends = { input_layers: [[input.name, 0, 0]], output_layers: [[cut, 0, 0]] };
  return { class_name: "Model", config: { name, layers, ...ends } };
}
