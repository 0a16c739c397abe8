import { numbersOf } from "./read-scaling.ts";
import { isModel, type LayerNode, parseTopology, type Topology } from "./topology.ts";

type Range = readonly [low: number, high: number];

/** What a net's first layers do to the values of an image, where that is to scale and shift them. */
export interface InputScaling {
  /** Names of the layers, the first one first. */
  readonly layers: readonly string[];
  /** Per channel, or one for all: an image value times `scale` plus `offset` is what the net sees. */
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  /** Ranges that the layers may be made for, the likeliest first; empty where none makes sense. */
  readonly expects: readonly Range[];
}

/** Layers that leave values as they are: what an image is before its scaling, or while it is trained. */
const PASSING = new Set(
  "InputLayer Dropout SpatialDropout2D GaussianNoise GaussianDropout ZeroPadding2D Cropping2D CenterCrop Resizing RandomWidth".split(
    " ",
  ),
);

/**
 * The scaling layers (`Rescaling`, and what was translated to it) that lie directly behind the input; null
 * for a net that has none, or whose layers change nothing.
 *
 * @param topology Translated by `translateLayers`.
 */
export function findInputScaling(topology: Topology, file: string): InputScaling | null {
  const { layers } = walk(topology, file);
  let scale = [1];
  let offset = [0];
  for (const { config } of layers) {
    const [by, plus] = [numbersOf(config["scale"]) ?? [1], numbersOf(config["offset"] ?? 0) ?? [0]];
    scale = perChannel(scale, by, (before, factor) => before * factor);
    offset = perChannel(
      perChannel(offset, by, (before, factor) => before * factor),
      plus,
      (before, shift) => before + shift,
    );
  }
  const changesNothing =
    scale.every((value) => Math.abs(value - 1) < 1e-6) &&
    offset.every((value) => Math.abs(value) < 1e-6);
  if (changesNothing) return null;
  const names = layers.map(({ name }) => name);
  return { layers: names, scale, offset, expects: rangesFor(scale, offset) };
}

/** The scaling layers on the one way from the input, and whether it passes through the whole model. */
function walk(topology: Topology, file: string): { layers: LayerNode[]; isWhole: boolean } {
  const layers: LayerNode[] = [];
  const all = [...topology.layers.values()];
  const starts = all.filter(({ inputs }) => inputs.length === 0);
  let place = starts.length === 1 ? starts[0] : undefined;
  while (place) {
    if (place.className === "Rescaling") layers.push(place);
    else if (isModel(place.className)) {
      const { className, config, name } = place;
      const json = { class_name: className, config };
      const inner = walk(parseTopology(json, `${file}, layer "${name}"`), file);
      layers.push(...inner.layers);
      if (!inner.isWhole) return { layers, isWhole: false };
    } else if (!PASSING.has(place.className)) return { layers, isWhole: false };
    if (place.name === topology.output) return { layers, isWhole: true };
    const { name } = place;
    const readers = all.filter(({ inputs }) => inputs.includes(name));
    place = readers.length === 1 ? readers[0] : undefined;
  }
  return { layers, isWhole: false };
}

function perChannel(
  a: readonly number[],
  b: readonly number[],
  join: (a: number, b: number) => number,
): number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, k) => join(a[k] ?? (a[0] as number), b[k] ?? (b[0] as number)));
}

/** Ranges of images as programs hold them, the commonest first. */
const IMAGE_RANGES: readonly Range[] = [
  [0, 255],
  [0, 1],
  [-1, 1],
];
/** What nets are trained on after a scaling by constants. */
const SCALED_RANGES: readonly Range[] = [
  [-1, 1],
  [0, 1],
  [0, 255],
  [-0.5, 0.5],
  [-127.5, 127.5],
];

/**
 * Which ranges of images make a scaling sensible: those that it maps to a customary range, else those
 * whose mean and standard deviation it may remove. A mean lies inside the range, a deviation is not
 * larger than the range, and one of the two is far from the smallest value: a mean of 0.5 is none of
 * images in [0, 255].
 */
function rangesFor(scale: readonly number[], offset: readonly number[]): readonly Range[] {
  const exact = IMAGE_RANGES.filter((range) =>
    SCALED_RANGES.some((target) =>
      outputOf(range, { scale, offset }).every((output) => isAlike(output, target)),
    ),
  );
  if (exact.length > 0) return exact;
  const deviations = perChannel(scale, offset, (factor) => 1 / Math.abs(factor));
  const means = perChannel(scale, offset, (factor, shift) => -shift / factor);
  return IMAGE_RANGES.filter(([low, high]) => {
    const width = high - low;
    return means.every((mean, k) => {
      const deviation = deviations[k] as number;
      const isInside = mean > low - 0.05 * width && mean < high + 0.05 * width;
      const isOfThisWidth = Math.max(deviation, mean - low) > width / 64;
      return isInside && isOfThisWidth && deviation < 1.05 * width;
    });
  });
}

/** What the layers make of a range, per channel. */
function outputOf(
  [low, high]: Range,
  { scale, offset }: Pick<InputScaling, "scale" | "offset">,
): Range[] {
  const lows = perChannel(scale, offset, (factor, shift) => low * factor + shift);
  const highs = perChannel(scale, offset, (factor, shift) => high * factor + shift);
  return lows.map((one, k) => [
    Math.min(one, highs[k] as number),
    Math.max(one, highs[k] as number),
  ]);
}

/** Whether two ranges differ by less than a rounding such as 127.5 to 128. */
function isAlike(a: Range, b: Range): boolean {
  const tolerance = 0.02 * (b[1] - b[0]);
  return Math.abs(a[0] - b[0]) <= tolerance && Math.abs(a[1] - b[1]) <= tolerance;
}

/** What pixel values 0 and 255 are mapped to before the net, and why. */
export interface ChosenRange {
  readonly inputRange: Range;
  /** What a person should know of it, as sentences; empty where all agrees. */
  readonly warnings: readonly string[];
}

interface RangeSources {
  /** `backbone.inputRange`, where the config has it. */
  readonly configured?: Range | undefined;
  /** What is known of the model from elsewhere, such as the catalogue. */
  readonly recorded?: Range | null | undefined;
  readonly scaling: InputScaling | null;
  /** Whether the input layer takes whole numbers: then it takes 0 to 255. */
  readonly takesIntegers: boolean;
}

const DEFAULT_RANGE: Range = [-1, 1];

/**
 * The input range of a net: what the config says, else what the net's own scaling layers expect, else what
 * is recorded of it, else [-1, 1]. A contradiction is a warning, for the config has the last word.
 */
export function chooseInputRange(sources: RangeSources): ChosenRange {
  const { configured, recorded, scaling, takesIntegers } = sources;
  const expects = scaling?.expects ?? (takesIntegers ? [[0, 255] as const] : []);
  const [likeliest] = expects;
  const inputRange = configured ?? likeliest ?? recorded ?? DEFAULT_RANGE;
  if (expects.some((range) => isAlike(inputRange, range))) return { inputRange, warnings: [] };
  const used = `${configured ? "backbone.inputRange is" : "Graft gives it"} ${showRange(inputRange)}`;
  if (!scaling) {
    if (!likeliest) return { inputRange, warnings: [] };
    return {
      inputRange,
      warnings: [
        `The net's input layer takes whole numbers, which are 0 to 255, but ${used}. Leave inputRange out, or set it to [0, 255].`,
      ],
    };
  }
  const does = `The net scales its input itself (${scaling.layers.map((name) => `"${name}"`).join(", ")})`;
  const seen = `so its other layers see ${showRanges(outputOf(inputRange, scaling))}`;
  if (likeliest) {
    return {
      inputRange,
      warnings: [
        `${does} and expects ${showRange(likeliest)}, but ${used}, ${seen}. Leave inputRange out, or set it to ${showRange(likeliest)}.`,
      ],
    };
  }
  if (configured) return { inputRange, warnings: [] };
  return {
    inputRange,
    warnings: [
      `${does}, but for which range of images is not clear: ${used}, ${seen}. Set backbone.inputRange to what the net was trained on.`,
    ],
  };
}

/** What the scaling layers do, such as `[0, 255] to [-1, 1]`. */
export function describeScaling(scaling: InputScaling): string {
  const [range] = scaling.expects;
  if (range) return `${showRange(range)} to ${showRanges(outputOf(range, scaling))}`;
  const [scale, offset] = [scaling.scale, scaling.offset].map((values) =>
    values.map(rounded).join(" / "),
  );
  return `x to x * ${scale} + ${offset}`;
}

function showRanges(ranges: readonly Range[]): string {
  const low = Math.min(...ranges.map(([from]) => from));
  return showRange([low, Math.max(...ranges.map(([, to]) => to))]);
}

function showRange([low, high]: Range): string {
  return `[${rounded(low)}, ${rounded(high)}]`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
