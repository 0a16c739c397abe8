import { expect, test } from "vitest";
import {
  duration,
  exactTime,
  percent,
  percentRange,
  plural,
  points,
  pointsRange,
  roundPercent,
  significant,
  threeDecimals,
  timeAgo,
} from "./format.ts";

test("fractions read as percentages", () => {
  expect(percent(0.9312)).toBe("93.1%");
  expect(percentRange({ low: 0.8625, high: 0.9657 })).toBe("86.3–96.6%");
});

test("a whole percentage never claims certainty that is not there", () => {
  expect([0, 0.001, 0.5, 0.996, 1].map(roundPercent)).toEqual(["0%", "<1%", "50%", ">99%", "100%"]);
});

test("durations use the two largest units", () => {
  expect([0.04, 8.23, 59.7, 252, 3785].map(duration)).toEqual([
    "0.0 s",
    "8.2 s",
    "1 min 0 s",
    "4 min 12 s",
    "1 h 3 min",
  ]);
});

test("time ago grows coarser", () => {
  const now = new Date(2026, 10, 24, 12, 0, 0);
  const ago = (seconds: number) => timeAgo(new Date(now.getTime() - seconds * 1000), now);
  expect([3, 60, 3600, 86_400, 3 * 86_400, 30 * 86_400].map(ago)).toEqual([
    "just now",
    "1 min ago",
    "1 h ago",
    "1 day ago",
    "3 days ago",
    "25 Oct 2026",
  ]);
  expect(exactTime(now)).toBe("24 Nov 2026, 12:00:00");
});

test("numbers keep their significant digits", () => {
  expect([0, 0.000123456, 1234.5678, 0.00001, -2.5].map((value) => significant(value))).toEqual([
    "0",
    "0.000123",
    "1230",
    "1.00e-5",
    "-2.5",
  ]);
});

test("nouns agree with their count", () => {
  expect([plural(1, "run"), plural(1200, "run"), plural(2, "class", "classes")]).toEqual([
    "1 run",
    "1,200 runs",
    "2 classes",
  ]);
});

test("differences of fractions are points with a sign, and nothing has none", () => {
  expect(points(0.02)).toBe("+2.0 points");
  expect(points(-0.0312)).toBe("−3.1 points");
  expect(points(-0.0001)).toBe("0.0 points");
  expect(pointsRange({ low: -0.021, high: 0.06 })).toBe("−2.1 to +6.0");
});

test("three decimals have a true minus, and nothing has none", () => {
  expect([0.9404, -0.0804, -0.0004, 0].map(threeDecimals)).toEqual([
    "0.940",
    "−0.080",
    "0.000",
    "0.000",
  ]);
});
