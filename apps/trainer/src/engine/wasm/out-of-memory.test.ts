import { AppError } from "@graft/core/contract/errors";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { openWasm } from "./open-wasm.ts";

const QUARTER_GIB = 2 ** 28 / 4;

test("what does not fit into WebAssembly's memory is an error, and the backend lives on", async () => {
  await openWasm({ threads: 1 });
  const backend = tf.backend() as BackendWasm;
  const made: tf.TensorInfo[] = [];
  const fill = () => {
    // Not initialised, so that the pages are never touched.
    for (let i = 0; i < 20; i++) made.push(backend.makeOutput([QUARTER_GIB], "float32"));
  };
  expect(fill).toThrow(AppError);
  expect(fill).toThrow(/no room for 256 MiB/);
  expect(made.length).toBeGreaterThanOrEqual(14);
  for (const { dataId } of made) backend.disposeData(dataId);
  expect(tf.sum(tf.ones([1000, 3])).dataSync()[0]).toBe(3000);
});
