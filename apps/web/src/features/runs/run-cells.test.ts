import { expect, test } from "vitest";
import { tableRow } from "../../testing/fixtures.ts";
import { accuracyDifference, durationDifference, extraDifference } from "./run-cells.tsx";

const baseline = tableRow(1, { accuracy: 0.9, seconds: 100, extra: { "metric.loss": 0.5 } });

const inAccuracy = (accuracy: number | null) =>
  accuracyDifference(tableRow(2, { accuracy }), baseline);
const inDuration = (seconds: number | null) =>
  durationDifference(tableRow(2, { seconds }), baseline);
const inLoss = (value: number | string) =>
  extraDifference("metric.loss", tableRow(2, { extra: { "metric.loss": value } }), baseline);

test("accuracy differs in points; whether that is more than chance the table does not know, so it has no colour", () => {
  expect(inAccuracy(0.92)).toEqual({ text: "+2.0", better: null });
  expect(inAccuracy(0.85)).toEqual({ text: "−5.0", better: null });
  expect(inAccuracy(0.9001)).toEqual({ text: "±0", better: null });
  expect(inAccuracy(null)).toBeNull();
  expect(accuracyDifference(baseline, baseline)).toBeNull();
});

test("a duration is a multiple, and less is better", () => {
  expect(inDuration(25)).toEqual({ text: "×0.25", better: true });
  expect(inDuration(250)).toEqual({ text: "×2.5", better: false });
  expect(inDuration(null)).toBeNull();
});

test("of a metric nobody knows which is better, of words there is no difference", () => {
  expect(inLoss(0.75)).toEqual({ text: "+0.25", better: null });
  expect(inLoss("high")).toBeNull();
});
