import { expect, test } from "vitest";
import { decodeWeight } from "./read-weights.ts";

const decodeHalf = (halves: Uint16Array) => {
  const shape = [halves.length];
  const quantization = { dtype: "float16" as const };
  const entry = { name: "w", shape, dtype: "float32" as const, quantization };
  return Array.from(decodeWeight({ entry, bytes: new Uint8Array(halves.buffer) }, "model.json"));
};

test("half precision: normal, subnormal and signed values", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x7bff, 0x8000);
  const expected = [1, -2, 0.333251953125, 2 ** -24, (1023 / 1024) * 2 ** -14, 65504, -0];
  expect(decodeHalf(halves)).toEqual(expected);
});

test("an infinite half is refused", () => {
  const halves = Uint16Array.of(0x7c00);
  expect(() => decodeHalf(halves)).toThrow(/Infinity/);
});
