import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeWeight } from "../backbone/decode-weight.ts";
import { toHalves } from "./half-precision.ts";

test("known values, from IEEE 754", () => {
  const values = Float32Array.of(0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, 2 ** -26, 1 / 3, 1e6);
  const bits = [0, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0, 0x3555, 0x7c00];
  expect(Array.from(toHalves(values))).toEqual(bits);
});

test("halfway between two halves goes to the even one", () => {
  const step = 2 ** -10; // between halves from 1 to 2
  expect(Array.from(toHalves(Float32Array.of(1 + step / 2, 1 + 1.5 * step)))).toEqual([
    0x3c00, 0x3c02,
  ]);
});

test("what the loader reads back is within half a step", () => {
  fc.assert(
    fc.property(fc.float({ min: -60_000, max: 60_000, noNaN: true }), (value) => {
      const bytes = new Uint8Array(toHalves(Float32Array.of(value)).buffer);
      const quantization = { dtype: "float16" } as const;
      const entry = { name: "w", shape: [1], dtype: "float32", quantization } as const;
      const [read] = decodeWeight({ entry: { ...entry, shape: [1] }, bytes }, "model.json");
      expect(Math.abs(read! - value)).toBeLessThanOrEqual(
        Math.max(2 ** -25, Math.abs(value) / 2048),
      );
    }),
  );
});
