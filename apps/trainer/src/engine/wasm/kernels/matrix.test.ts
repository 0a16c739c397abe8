import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { computeOn, expectSameOnWasm } from "../../testing/on-both-backends.ts";
import { openWasm } from "../open-wasm.ts";

beforeAll(async () => {
  await openWasm({ threads: 2 });
});

const side = fc.integer({ min: 1, max: 40 });

test("matrix products agree with the cpu backend, transposed or not", async () => {
  const sizes = fc.tuple(side, side, side, fc.boolean(), fc.boolean());
  await fc.assert(
    fc.asyncProperty(sizes, async ([rows, inner, columns, left, right]) => {
      const shapes = [
        left ? [inner, rows] : [rows, inner],
        right ? [columns, inner] : [inner, columns],
      ];
      await expectSameOnWasm(shapes, ([a, b]) =>
        tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, left, right),
      );
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("a batch of products agrees", async () => {
  const shapes = [
    [3, 4, 5],
    [3, 6, 5],
  ];
  await expectSameOnWasm(shapes, ([a, b]) =>
    tf.matMul(a as tf.Tensor3D, b as tf.Tensor3D, false, true),
  );
});

test.each([
  { shape: [4, 9, 9, 5], axis: [0, 1, 2] },
  { shape: [3000, 7], axis: [0] },
  { shape: [3, 4, 5], axis: [1] },
  { shape: [3, 4, 5], axis: [0, 1, 2] },
  { shape: [6], axis: [0] },
])("sums agree: %o", async ({ shape, axis }) => {
  await expectSameOnWasm([shape], ([x]) => tf.sum(x!, axis));
  await expectSameOnWasm([shape], ([x]) => tf.sum(x!, axis, true));
});

test("sums of many numbers lose little to rounding", async () => {
  const [sum] = await computeOn("wasm", [], () => tf.sum(tf.mul(tf.ones([300_000, 2]), 0.1), 0));
  expect(sum![0]).toBeCloseTo(30_000, 0);
});
