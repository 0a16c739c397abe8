import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeWeight } from "../backbone/read-weights.ts";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { type Checkpoint, readCheckpoint, toHalves, writeCheckpoint } from "./checkpoint.ts";

const CHECKPOINT: Checkpoint = {
  key: "what is trained",
  epoch: 2,
  seconds: 12.5,
  weights: [Float32Array.of(1, 2, 3), Float32Array.of(-1)],
  optimizer: { steps: 8, first: [Float32Array.of(0.5)], second: [Float32Array.of(0.25)] },
  best: { epoch: 1, score: 0.75, weights: [Float32Array.of(9, 8)] },
  history: [],
};

test("reads back what was written", async () => {
  const file = join(await tempFolder(), "checkpoint.bin");
  await writeCheckpoint(file, CHECKPOINT);
  expect(await readCheckpoint(file, CHECKPOINT.key)).toEqual(CHECKPOINT);
});

test("a checkpoint of other settings, a damaged one and none at all are no checkpoint", async () => {
  const file = join(await tempFolder(), "checkpoint.bin");
  expect(await readCheckpoint(file, CHECKPOINT.key)).toBeNull();
  await writeCheckpoint(file, CHECKPOINT);
  expect(await readCheckpoint(file, "something else")).toBeNull();
  const { length } = await readFile(file);
  await truncate(file, length - 4);
  expect(await readCheckpoint(file, CHECKPOINT.key)).toBeNull();
  await writeFile(file, "no checkpoint");
  expect(await readCheckpoint(file, CHECKPOINT.key)).toBeNull();
});

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
