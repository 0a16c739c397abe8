import { expect, test } from "vitest";
import { demoEpoch } from "../../testing/demo-method.ts";
import { hitsText, lastEvent, secondsLeft } from "./run-summary.ts";

const at = "2026-11-24T12:00:00.000Z";
const log = { seq: 1, at, event: { type: "log", level: "info", message: "hello" } } as const;
const epochs = [1, 2].map((epoch) => ({ seq: epoch + 1, at, event: demoEpoch("scratch", epoch) }));

test("finds the last event of a kind", () => {
  expect(lastEvent([log, ...epochs], "epoch.finished")?.epoch).toBe(2);
  expect(lastEvent([log], "run.failed")).toBeNull();
});

test("hits are whole images", () => {
  expect(hitsText(0.29, 100)).toBe("29 of 100 right");
  expect(hitsText(0.9477, 10_000)).toBe("9,477 of 10,000 right");
});

test("time left follows the pace so far", () => {
  // Two of eight epochs in 36.4 s leave six at 18.2 s each.
  expect(secondsLeft(epochs)).toBeCloseTo(109.2, 9);
  expect(secondsLeft([log])).toBeNull();
  expect(secondsLeft([{ seq: 9, at, event: demoEpoch("scratch", 8) }])).toBeNull();
});
