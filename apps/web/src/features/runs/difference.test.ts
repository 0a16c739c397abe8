import { expect, test } from "vitest";
import { tableRow } from "../../testing/table-row.ts";
import { accuracyDifference, durationDifference, extraDifference } from "./difference.ts";

const baseline = tableRow(1, { accuracy: 0.9, seconds: 100, extra: { "metric.loss": 0.5 } });

test("accuracy differs in points, and more is better", () => {
  const difference = (accuracy: number | null) =>
    accuracyDifference(tableRow(2, { accuracy }), baseline);
  expect(difference(0.92)).toEqual({ text: "+2.0", better: true });
  expect(difference(0.85)).toEqual({ text: "−5.0", better: false });
  expect(difference(0.9001)).toEqual({ text: "±0", better: null });
  expect(difference(null)).toBeNull();
  expect(accuracyDifference(baseline, baseline)).toBeNull();
});

test("a duration is a multiple, and less is better", () => {
  const difference = (seconds: number | null) =>
    durationDifference(tableRow(2, { seconds }), baseline);
  expect(difference(25)).toEqual({ text: "×0.25", better: true });
  expect(difference(250)).toEqual({ text: "×2.5", better: false });
  expect(difference(null)).toBeNull();
});

test("of a metric nobody knows which is better, of words there is no difference", () => {
  const difference = (value: number | string) =>
    extraDifference("metric.loss", tableRow(2, { extra: { "metric.loss": value } }), baseline);
  expect(difference(0.75)).toEqual({ text: "+0.25", better: null });
  expect(difference("high")).toBeNull();
});
