import { findPair, judgeRuns } from "@graft/core/analysis/comparability";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import {
  type MeasuredRun,
  measureCompared,
  measureWithIntervals,
  prepareMeasurements,
} from "./measurements.tsx";

const { split } = runDetail();
const best = comparedRun("HHHHHHHm", { id: 1, method: "fine-tuned" });
const worst = comparedRun("HHHHmmmm", { id: 2 });
const elsewhere = comparedRun("HHHHHHmm", { id: 3, split: { ...split, fingerprint: "t" } });
const runs = [best, elsewhere, worst];
const rest = () => Promise.resolve();

const row = (measured: readonly MeasuredRun[], title: string) =>
  prepareMeasurements(measured, 0).find((one) => one.title === title)?.cells ?? [];
const bests = (measured: readonly MeasuredRun[]) =>
  row(measured, "Accuracy").map(({ best }) => best);

test("the best value is marked, and differences are to the baseline", () => {
  const cells = row(measureCompared(runs, best), "Accuracy");
  expect(cells.map(({ text, best }) => [text, best])).toEqual([
    ["87.5%", true],
    ["75.0%", false],
    ["50.0%", false],
  ]);
  // The baseline itself has none, and a run on other images has none.
  expect(cells.map(({ difference }) => difference?.text)).toEqual([undefined, undefined, "−37.5"]);
});

test("where all are the same, none is the best", () => {
  const cells = row(measureCompared([best, best], best), "Accuracy");
  expect(cells.map(({ best }) => best)).toEqual([false, false]);
});

test("what reads the same is not told apart", () => {
  const measured = [0.97004, 0.97001, 0.9].map((accuracy) => {
    return {
      values: { accuracy },
      intervals: null,
      differences: null,
      paired: false,
      isClear: false,
    };
  });
  expect(bests(measured)).toEqual([true, true, false]);
  expect(bests(measured.slice(0, 2))).toEqual([false, false]);
});

test("of a loss, the lower is the better", () => {
  const cells = row(measureCompared(runs, best), "Mean cross-entropy");
  expect(cells.map(({ best }) => best)).toEqual([true, false, false]);
  // By hand: 7 of 8 at ln 0.9 and one at ln 0.4.
  expect(cells[0]?.text).toBe(((-7 * Math.log(0.9) - Math.log(0.4)) / 8).toFixed(3));
});

test("intervals come later; those of the accuracy are the ones that stand elsewhere", async () => {
  const judgement = judgeRuns(runs);
  const measured = await measureWithIntervals(runs, best, { judgement, rest });
  const { low, high } = best.estimate;
  expect(measured[0]?.intervals?.accuracy).toEqual({ low, high });
  expect(measured.map(({ differences }) => differences !== null)).toEqual([false, false, true]);
  // The pair is best minus worst, the cell worst minus best.
  const { low: least, high: most } = findPair(judgement, best, worst)!.pair.interval!;
  expect(measured[2]?.differences?.accuracy).toEqual({ low: -most, high: -least });
  expect(row(measured, "Accuracy")[2]?.difference?.interval).toMatch(/^−\d+\.\d to /);
  expect(measured.map(({ values }) => values)).toEqual(
    measureCompared(runs, best).map(({ values }) => values),
  );
});

test.each([
  { accuracy: 0.6, isClear: true, title: "Accuracy", side: "better" },
  { accuracy: 0.4, isClear: true, title: "Accuracy", side: "worse" },
  { accuracy: 0.4, isClear: false, title: "Accuracy", side: "open" },
  // Of nothing but the accuracy chance is judged.
  { accuracy: 0.4, isClear: true, title: "Macro F1", side: "open" },
])("a difference has the colour of the judgement: %j", ({ accuracy, isClear, title, side }) => {
  const interval = { low: -0.2, high: -0.1 };
  const differences = { accuracy: interval, macroF1Score: interval };
  const shared = { intervals: null, isClear };
  const baseline = {
    ...shared,
    values: { accuracy: 0.5, macroF1Score: 0.5 },
    differences: null,
    paired: false,
  };
  const other = {
    ...shared,
    values: { accuracy, macroF1Score: accuracy },
    differences,
    paired: true,
  };
  expect(row([baseline, other], title)[1]?.difference?.side).toBe(side);
});

test("what is not defined is a dash, and differs from nothing", () => {
  const empty = {
    values: { accuracy: null },
    intervals: null,
    differences: null,
    paired: true,
    isClear: false,
  };
  const full = { ...empty, values: { accuracy: 0.5 } };
  expect(row([full, empty], "Accuracy")[1]).toEqual({
    text: "–",
    interval: null,
    best: false,
    difference: null,
  });
});
