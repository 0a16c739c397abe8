import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { WeightAverage } from "./weight-average.ts";

test("the mean of weights that stay is the weights", () => {
  const variable = tf.variable(tf.tensor2d([[0.1, -7]]));
  const average = new WeightAverage([variable], 0.9);
  for (let step = 0; step < 20; step++) average.update();
  average.exchange();
  expect(variable.dataSync()[0]).toBeCloseTo(0.1, 6);
  expect(variable.dataSync()[1]).toBeCloseTo(-7, 5);
});

test("forgets the start quickly at first, then by the decay; a second exchange gives the weights back", () => {
  const variable = tf.variable(tf.scalar(0));
  const average = new WeightAverage([variable], 0.2);
  variable.assign(tf.scalar(1));
  average.update(); // decay 2/11, below 0.2
  variable.assign(tf.scalar(2));
  average.update(); // decay 0.2, below 3/12
  average.exchange();
  expect(variable.dataSync()[0]).toBeCloseTo(0.2 * (9 / 11) + 0.8 * 2, 6);
  average.exchange();
  expect(variable.dataSync()[0]).toBe(2);
});

test("keeps one vector and frees it", () => {
  const variable = tf.variable(tf.zeros([3]));
  const before = tf.memory().numTensors;
  const average = new WeightAverage([variable], 0.9);
  average.update();
  average.exchange();
  expect(tf.memory().numTensors).toBe(before + 1);
  average.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
