import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { expectSameOnWasm } from "../../testing/on-both-backends.ts";
import { openWasm } from "../open-wasm.ts";

beforeAll(async () => {
  await openWasm({ threads: 2 });
});

test.each([
  { shape: [10], begin: [3], size: [4] },
  { shape: [4, 5], begin: [1, 0], size: [2, 5] },
  { shape: [4, 5], begin: [1, 2], size: [3, 2] },
  { shape: [3, 4, 5, 2], begin: [0, 1, 0, 0], size: [3, 2, 5, 2] },
  { shape: [3, 4, 5, 2], begin: [1, 1, 2, 1], size: [2, 2, 2, 1] },
  { shape: [2, 3, 2, 2, 3], begin: [0, 1, 0, 1, 1], size: [2, 2, 2, 1, -1] },
  { shape: [4, 5], begin: [0, 0], size: [0, 5] },
])("slices agree with the cpu backend: %o", async ({ shape, begin, size }) => {
  await expectSameOnWasm([shape], ([x]) => tf.slice(x!, begin, size));
});

test("splits agree", async () => {
  await expectSameOnWasm([[12]], ([x]) => tf.split(x!, [5, 1, 6]));
  await expectSameOnWasm([[3, 8, 2]], ([x]) => tf.split(x!, 4, 1));
  await expectSameOnWasm([[3, 4]], ([x]) => tf.split(x!, [1, 3], 1));
});

test("whole numbers and truth values are sliced too", async () => {
  await tf.setBackend("wasm");
  const counts = tf.tensor1d([1, 2, 3, 4], "int32");
  const flags = tf.tensor1d([1, 0, 1, 1], "bool");
  expect([...tf.slice(counts, 1, 2).dataSync()]).toEqual([2, 3]);
  expect([...tf.slice(flags, 1, 2).dataSync()]).toEqual([0, 1]);
});

test("a clone outlives what it was made from", async () => {
  await tf.setBackend("wasm");
  const original = tf.tensor1d([1, 2, 3]);
  const clone = tf.clone(original);
  original.dispose();
  tf.tensor1d([9, 9, 9]).dispose();
  expect([...clone.dataSync()]).toEqual([1, 2, 3]);
  clone.dispose();
});
