import { expect, test } from "vitest";
import { demoEpoch } from "../../testing/demo-runs.ts";
import {
  addEvents,
  hitsText,
  type LiveEvent,
  lastEvent,
  type RunLog,
  secondsLeft,
} from "./run-log.ts";

const at = "2026-11-24T12:00:00Z";
const word = (seq: number): LiveEvent => ({
  seq,
  at,
  event: { type: "log", level: "info", message: `word ${seq}` },
});
const epoch = (seq: number, number: number, loss: number): LiveEvent => ({
  seq,
  at,
  event: {
    type: "epoch.finished",
    epoch: number,
    epochs: 5000,
    metrics: { "train/loss": loss, "layer/norm": 1 },
    imagesPerSecond: 1,
    seconds: number,
  },
});
const empty: RunLog = { events: [], curves: [], omitted: ["layer/norm"] };
const curve = (log: RunLog) => log.curves.find(({ key }) => key === "train/loss");

test("words are kept, of the epochs the last one; curves grow, a step counts once", () => {
  const first = addEvents(empty, [word(1), epoch(2, 1, 0.9), epoch(3, 2, 0.8)]);
  const log = addEvents(first, [epoch(3, 2, 0.8), word(4), epoch(5, 3, 0.7)]);
  expect(log.events.map(({ seq }) => seq)).toEqual([1, 4, 5]);
  expect(curve(log)).toEqual({
    key: "train/loss",
    steps: [1, 2, 3],
    values: [0.9, 0.8, 0.7],
    band: null,
  });
  // Omitted curves are not started in the middle; the clock continues with every curve.
  expect(log.curves.map(({ key, values }) => [key, values])).toEqual([
    ["train/loss", [0.9, 0.8, 0.7]],
    ["seconds", [1, 2, 3]],
  ]);
  expect(curve(first)?.steps).toEqual([1, 2]);
});

test("a curve that grows long is thinned, and keeps its peak", () => {
  let log = empty;
  for (let i = 1; i <= 5000; i++) log = addEvents(log, [epoch(i, i, i === 1500 ? 99 : i % 7)]);
  const { steps, values, band } = curve(log) ?? { steps: [], values: [], band: null };
  expect(steps.length).toBeLessThanOrEqual(2000);
  expect(steps.length).toBeGreaterThan(1000);
  expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
  expect(values).toHaveLength(steps.length);
  expect(Math.max(...(band?.high ?? []))).toBe(99);
  expect(Math.min(...(band?.low ?? []))).toBe(0);
});

const log = { seq: 1, at, event: { type: "log", level: "info", message: "hello" } } as const;
const epochs = [1, 2].map((epoch) => ({ seq: epoch + 1, at, event: demoEpoch("scratch", epoch) }));

test("finds the last event of a kind", () => {
  expect(lastEvent([log, ...epochs], "epoch.finished")?.epoch).toBe(2);
  expect(lastEvent([log], "run.failed")).toBeNull();
});

test("hits are whole images", () => {
  expect(hitsText(0.29, 100)).toBe("29 of 100 correct");
  expect(hitsText(0.9477, 10_000)).toBe("9,477 of 10,000 correct");
});

test("time left follows the pace so far", () => {
  // Two of eight epochs in 36.4 s leave six at 18.2 s each.
  expect(secondsLeft(epochs)).toBeCloseTo(109.2, 9);
  expect(secondsLeft([log])).toBeNull();
  expect(secondsLeft([{ seq: 9, at, event: demoEpoch("scratch", 8) }])).toBeNull();
});
