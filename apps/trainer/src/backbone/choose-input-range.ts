import { type InputScaling, isAlike, outputOf, type Range } from "./input-scaling.ts";

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
