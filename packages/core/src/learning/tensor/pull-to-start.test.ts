import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { PullToStart } from "./pull-to-start.ts";

const START = [1, -2, 0.5];
const STRENGTH = 0.3;

test("adds the slope of the squared way from the start, as finite differences have it", () => {
  const kernel = tf.variable(tf.tensor2d([START.slice(0, 2)]));
  const bias = tf.variable(tf.tensor1d(START.slice(2)));
  const pull = new PullToStart([kernel, bias], STRENGTH);
  const now = [1.5, -1, 0.25];
  kernel.assign(tf.tensor2d([now.slice(0, 2)]));
  bias.assign(tf.tensor1d(now.slice(2)));
  const penalty = (weights: number[]) =>
    (STRENGTH / 2) * weights.reduce((sum, w, i) => sum + (w - START[i]!) ** 2, 0);
  const gradient = pull.addTo(tf.tensor1d([10, 20, 30, 40])).dataSync();
  for (const i of START.keys()) {
    const moved = (step: number) => now.map((w, at) => (at === i ? w + step : w));
    const slope = (penalty(moved(1e-4)) - penalty(moved(-1e-4))) / 2e-4;
    expect(gradient[i]).toBeCloseTo(10 * (i + 1) + slope, 4);
  }
  expect(gradient[3]).toBe(40); // of the head, which has no start worth keeping
});

test("does not pull what has not moved, and frees what it keeps", () => {
  const variable = tf.variable(tf.tensor1d(START));
  const gradient = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numTensors;
  const pull = new PullToStart([variable], STRENGTH);
  const pulled = pull.addTo(gradient);
  expect([...pulled.dataSync()]).toEqual([1, 2, 3]);
  pulled.dispose();
  pull.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
