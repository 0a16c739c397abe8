import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../dataset/testing/temp-folder.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

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
