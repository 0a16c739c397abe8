import { measureRun } from "@graft/core/analysis/metrics";
import { expect, test } from "vitest";
import { methodLook, seriesLook } from "../looks.ts";
import {
  precisionRecallDiagram,
  probabilityDiagram,
  rejectionDiagram,
  reliabilityDiagram,
  rocDiagram,
} from "./diagrams.ts";

/** Four images of two classes; the third is taken for the wrong one. */
const measured = measureRun({
  truth: [0, 0, 1, 1],
  probabilities: [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.2, 0.8],
  numClasses: 2,
});
const one = <Curve>(curve: Curve | null | undefined) => {
  if (!curve) throw new Error("There is no curve.");
  return { key: "0", name: "photo", look: methodLook("scratch"), curve, value: "AUC 1" };
};
const two = <Curve>(curve: Curve) => [
  one(curve),
  { ...one(curve), key: "1", name: "drawing", look: seriesLook(1) },
];

test("a perfect ROC curve goes up first; the diagonal is beside it", () => {
  const { series, references, x, y } = rocDiagram([one(measured.rocCurve[0])]);
  const points = series[0]?.points ?? [];
  expect(points[0]).toEqual({ x: 0, y: y.length });
  expect(points).toContainEqual({ x: 0, y: 0 });
  expect(points.at(-1)).toEqual({ x: x.length, y: 0 });
  expect(references.map(({ name }) => name)).toEqual(["guessing"]);
});

test("precision and recall are steps", () => {
  const { series } = precisionRecallDiagram([one(measured.precisionRecallCurve[0])]);
  expect(series[0]?.shape).toBe("step");
  expect(series[0]?.points.every((point) => point?.y === 0 || point === null)).toBe(false);
});

test("reliability: a dot per bin that holds images, with an interval only when it is alone", () => {
  const single = reliabilityDiagram([one(measured.reliability)]);
  const filled = measured.reliability.filter(({ count }) => count > 0);
  expect(single.series[0]?.marks).toHaveLength(filled.length);
  expect(single.series[0]?.intervals).toHaveLength(filled.length);
  expect(reliabilityDiagram(two(measured.reliability)).series[0]?.intervals).toEqual([]);
});

test("rejection begins with the accuracy of all: three of four", () => {
  const { series, y } = rejectionDiagram([one(measured.accuracyRejectionPlot)]);
  const [all] = series[0]?.points ?? [];
  expect(all?.x).toBe(0);
  expect(y.min + (1 - (all?.y ?? 0) / y.length) * (y.max - y.min)).toBeCloseTo(0.75, 3);
});

test("the histogram of one run is bars, of several it is outlines", () => {
  const bars = probabilityDiagram([one(measured.probabilityHistogram)]);
  expect(bars.series[0]?.bars).toHaveLength(10);
  const outlines = probabilityDiagram(two(measured.probabilityHistogram));
  expect(outlines.series.map(({ shape, bars: none }) => [shape, none.length])).toEqual([
    ["step", 0],
    ["step", 0],
  ]);
});
