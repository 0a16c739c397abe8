import { seriesLook } from "@graft/ui/looks";
import { expect, test } from "vitest";
import {
  type OverlayChoice,
  parseOverlay,
  partsOf,
  prepareOverlay,
  smoothValues,
  type Trace,
} from "./overlay.ts";

test("smoothing begins with the first value and follows the rest", () => {
  // By hand, half of the past: (0.5 * 4 + 0.5 * 0 * ...) with the weights 1/3, 2/3 and 1/7, 2/7, 4/7.
  expect(smoothValues([4, 1, 8], 0.5)).toEqual([4, 2, expect.closeTo(38 / 7, 12)]);
  expect(smoothValues([4, 1, 8], 0)).toEqual([4, 1, 8]);
  expect(smoothValues([3, 3, 3], 0.9)).toEqual([3, 3, 3].map((value) => expect.closeTo(value, 12)));
});

test("a gap stays a gap, and does not spoil what follows", () => {
  expect(smoothValues([2, Number.NaN, 2], 0.5)).toEqual([2, Number.NaN, 2]);
});

const curve = (key: string, values: readonly number[]) => ({
  key,
  steps: values.map((_, i) => i + 1),
  values,
  band: null,
});
const trace = (id: number, curves: Trace["curves"]): Trace => ({
  id,
  name: `run ${id}`,
  look: seriesLook(id),
  curves,
});
const CHOICE: OverlayChoice = { part: "train", x: "epoch", scale: "linear", smoothing: "none" };
const slow = trace(1, [curve("train/loss", [1, 0.5, 0.25]), curve("seconds", [10, 20, 30])]);
const fast = trace(2, [curve("train/loss", [0.8, 0.4, 0.2]), curve("seconds", [1, 2, 3])]);
const fitted = trace(3, []);

interface Axis {
  readonly min: number;
  readonly max: number;
  readonly length: number;
}

/** The value at a place of an axis that goes to the right, or up. */
function valueAt({ min, max, length }: Axis, place: number): number {
  return Number((min + (place / length) * (max - min)).toFixed(2));
}

/** Where the points of each series lie, in the units of the axes. */
const places = (choice: Partial<OverlayChoice>, traces = [slow, fast, fitted]) => {
  const { series, x, y } = prepareOverlay(traces, "loss", { ...CHOICE, ...choice });
  return series.map(({ name, points }) => [
    name,
    ...points.map((point) => point && [valueAt(x, point.x), valueAt(y, y.length - point.y)]),
  ]);
};

test("the runs that logged it, over epochs or over their own seconds", () => {
  expect(places({})).toEqual([
    ["run 1", [1, 1], [2, 0.5], [3, 0.25]],
    ["run 2", [1, 0.8], [2, 0.4], [3, 0.2]],
  ]);
  expect(
    places({ x: "seconds" }).map(([, ...points]) => points.map((point) => point?.[0])),
  ).toEqual([
    [10, 20, 30],
    [1, 2, 3],
  ]);
});

test("an epoch without a time has no place over seconds", () => {
  const untimed = trace(4, [curve("train/loss", [1, 0.5]), curve("seconds", [10])]);
  expect(places({ x: "seconds" }, [untimed])[0]?.slice(1)).toHaveLength(1);
});

test("the axis of a loss can be logarithmic, the band of a sample goes when it is smoothed", () => {
  const band = { low: [0.5, 0.4], high: [2, 1] };
  const sampled = trace(5, [{ ...curve("train/loss", [1, 0.5]), band }]);
  const plot = (choice: Partial<OverlayChoice>) =>
    prepareOverlay([sampled], "loss", { ...CHOICE, ...choice });
  expect(plot({ scale: "log" }).y.scale).toBe("log");
  expect(plot({}).series[0]?.intervals).toHaveLength(2);
  expect(plot({ smoothing: "some" }).series[0]?.intervals).toEqual([]);
});

test("validation comes first where some run logged it", () => {
  expect(partsOf([slow, fitted])).toEqual(["train"]);
  expect(partsOf([slow, trace(6, [curve("validation/loss", [1])])])).toEqual([
    "validation",
    "train",
  ]);
  expect(partsOf([fitted])).toEqual([]);
});

const read = (query: string) => parseOverlay(new URLSearchParams(query), ["validation", "train"]);

test("the choice stands in the address; what cannot be chosen is as it is at first", () => {
  expect(read("")).toEqual({ ...CHOICE, part: "validation" });
  const all = { part: "train", x: "seconds", scale: "log", smoothing: "strong" };
  expect(read(new URLSearchParams(all).toString())).toEqual(all);
  expect(read("part=test&x=epochs&scale=__proto__&smoothing=0.9")).toEqual(read(""));
  // Of these runs none was watched on validation images.
  expect(parseOverlay(new URLSearchParams("part=validation"), ["train"]).part).toBe("train");
});
