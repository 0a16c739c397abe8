import { byteSize } from "@graft/core/analysis/format";
import { expect, test } from "vitest";
import { dimensions, sizeRange } from "./facts.tsx";

test("sizes are read in the unit that fits", () => {
  expect([0, 999, 1000, 13_370, 2_100_000, 3e9].map(byteSize)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "13.4 kB",
    "2.1 MB",
    "3.0 GB",
  ]);
  expect(sizeRange({ min: 5, max: 5 })).toBe("5 B");
  expect(sizeRange({ min: 5, max: 5000 })).toBe("5 B to 5.0 kB");
  expect(dimensions({ width: { min: 180, max: 640 }, height: { min: 224, max: 224 } })).toBe(
    "180–640 × 224 pixels",
  );
});
