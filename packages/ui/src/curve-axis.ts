import { duration } from "@graft/core/analysis/format";
import { roundTicks } from "./round-ticks.ts";

/** What training may be counted in. */
export const CURVE_AXES = ["epoch", "seconds", "images"] as const;
export type CurveAxisName = (typeof CURVE_AXES)[number];

/** What the horizontal axis of a curve counts, and where an epoch stands on it. */
export interface CurveAxis {
  readonly name: CurveAxisName;
  readonly of: (epoch: number) => number;
}

export const EPOCHS: CurveAxis = { name: "epoch", of: (epoch) => epoch };

/** Training images seen: each epoch sees all of them once. */
export function imagesAxis(imagesPerEpoch: number): CurveAxis {
  return { name: "images", of: (epoch) => epoch * imagesPerEpoch };
}

/**
 * Seconds since training began, between two logged epochs in proportion; epochs to come at the pace so far.
 *
 * @param steps Epochs with a time, ascending, at least one.
 * @param seconds Of each, since the start.
 */
export function secondsAxis(steps: readonly number[], seconds: readonly number[]): CurveAxis {
  const last = steps.length - 1;
  const at = (index: number) => ({ step: steps[index] ?? 0, time: seconds[index] ?? 0 });
  return {
    name: "seconds",
    of: (epoch) => {
      if (epoch >= at(last).step) return (at(last).time / at(last).step) * epoch;
      const next = steps.findIndex((step) => step >= epoch);
      const [from, to] = [at(next - 1), at(next)];
      if (to.step === from.step) return to.time;
      return from.time + ((to.time - from.time) * (epoch - from.step)) / (to.step - from.step);
    },
  };
}

/** A place on the axis in words: "epoch 8", "4 min 12 s", "1,600 images". */
export function placeText(name: CurveAxisName, value: number): string {
  if (name === "seconds") return duration(value);
  const whole = Math.round(value).toLocaleString("en-GB");
  return name === "epoch" ? `epoch ${whole}` : `${whole} images`;
}

/** Round places on the axis: whole epochs and images, whole seconds, minutes or hours. */
export function axisTicks(name: CurveAxisName, range: readonly [number, number], most: number) {
  const [unit, size] = name === "seconds" ? timeUnit(range[1]) : ["", 1];
  const ticks = roundTicks([range[0] / size, range[1] / size], most, true);
  return ticks.map((tick) => ({ at: tick * size, text: `${tick.toLocaleString("en-GB")}${unit}` }));
}

function timeUnit(longest: number): [unit: string, seconds: number] {
  if (longest <= 120) return [" s", 1];
  return longest <= 7200 ? [" min", 60] : [" h", 3600];
}
