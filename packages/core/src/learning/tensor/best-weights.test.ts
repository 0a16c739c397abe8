import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { BestWeights } from "./best-weights.ts";

test("gives back the weights of the lowest loss, the first of equal ones", () => {
  const variable = tf.variable(tf.tensor2d([[0, 0]]));
  const before = tf.memory().numTensors;
  const best = new BestWeights([variable]);
  for (const [index, loss] of [3, 1, 2, 1, Number.NaN].entries()) {
    tf.tidy(() => variable.assign(tf.tensor2d([[index + 1, index + 1]])));
    best.offer(index + 1, loss);
  }
  expect(best.epoch).toBe(2);
  best.restore();
  expect([...variable.dataSync()]).toEqual([2, 2]);
  best.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("without an offer nothing is changed", () => {
  const variable = tf.variable(tf.scalar(5));
  const best = new BestWeights([variable]);
  best.offer(1, Number.NaN);
  best.restore();
  expect(best.epoch).toBe(0);
  expect(variable.dataSync()[0]).toBe(5);
});
