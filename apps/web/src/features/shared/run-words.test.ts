import { expect, test } from "vitest";
import { estimateAccuracy, repeatNumber, secondsTaken, timeTaken } from "./run-words.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, second));
const run = {
  status: "running",
  seconds: null,
  startedAt: at(0),
  heartbeatAt: at(20),
  finishedAt: null,
};

test("a run that is running has taken the time until now", () => {
  expect(secondsTaken(run, at(30))).toBe(30);
});

test("a crashed run took the time to its last sign of life, a cancelled one to its end", () => {
  expect(secondsTaken({ ...run, status: "crashed" }, at(59))).toBe(20);
  expect(secondsTaken({ ...run, status: "cancelled", finishedAt: at(21) }, at(59))).toBe(21);
});

test("a finished run took what it measured", () => {
  expect(
    timeTaken({ ...run, status: "finished", seconds: 252.4, finishedAt: at(21) }, at(59)),
  ).toBe("4 min 12 s");
});

test("a run that never started took no time", () => {
  expect(timeTaken({ ...run, status: "queued", startedAt: null }, at(59))).toBe("–");
});

test("people count from 1", () => {
  expect(repeatNumber(0)).toBe("repeat 1");
});

test("93 of 100 lie between 86.3 and 96.6 %", () => {
  const estimate = estimateAccuracy(0.93, 100);
  expect(estimate?.value).toBe(0.93);
  expect(estimate?.low).toBeCloseTo(0.862505, 6);
  expect(estimate?.high).toBeCloseTo(0.965681, 6);
});

test("without predictions there is no estimate", () => {
  expect(estimateAccuracy(null, 0)).toBeNull();
});
