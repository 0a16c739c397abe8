import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { valueAndGradients } from "./value-and-gradients.ts";

let variables: tf.Variable[] = [];

beforeEach(async () => {
  await tf.setBackend("cpu");
  variables = [
    tf.variable(
      tf.tensor2d([
        [1, -2],
        [3, 0.5],
      ]),
    ),
    tf.variable(tf.tensor1d([0.1, -0.2])),
    tf.variable(tf.scalar(7)),
  ];
});

afterEach(() => {
  for (const variable of variables) variable.dispose();
});

/** Uses the first variable twice and the third not at all. */
function loss(): tf.Scalar {
  const [w, b] = variables as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R1>];
  const hidden = tf.relu(
    tf.add(
      tf.matMul(
        tf.tensor2d([
          [1, 2],
          [-1, 4],
          [0.3, -3],
        ]),
        w,
      ),
      b,
    ),
  );
  return tf.mean(tf.square(tf.matMul(hidden, w)));
}

function failing(): tf.Scalar {
  loss();
  throw new Error("no loss");
}

test("value and gradients are those of tfjs", () => {
  const { value, grads } = tf.variableGrads(loss, variables.slice(0, 2));
  const actual = valueAndGradients(loss, variables);
  expect(actual.value.dataSync()).toEqual(value.dataSync());
  for (const [at, variable] of variables.slice(0, 2).entries()) {
    expect(actual.gradients[at]?.shape).toEqual(variable.shape);
    expect(actual.gradients[at]?.dataSync()).toEqual(grads[variable.name]?.dataSync());
  }
});

test("a variable that the loss does not use gets zeros", () => {
  const { gradients } = valueAndGradients(loss, variables);
  expect(gradients[2]?.dataSync()).toEqual(Float32Array.of(0));
  const constant = valueAndGradients(() => tf.scalar(3), variables);
  expect(constant.value.dataSync()).toEqual(Float32Array.of(3));
  expect(constant.gradients[1]?.dataSync()).toEqual(Float32Array.of(0, 0));
});

test("only the value and the gradients remain, even where one tensor is the gradient of several", () => {
  const count = tf.memory().numTensors;
  const twice = () => {
    const [w] = variables as [tf.Variable];
    return tf.sum(tf.add(tf.add(w, w), tf.mul(w, w))) as tf.Scalar;
  };
  const results = [valueAndGradients(loss, variables), valueAndGradients(twice, variables)];
  expect(results[1]?.gradients[0]?.dataSync()).toEqual(Float32Array.of(4, -2, 8, 3));
  for (const { value, gradients } of results) tf.dispose([value, ...gradients]);
  expect(tf.memory().numTensors).toBe(count);
});

test("a loss that fails leaves nothing behind", () => {
  const count = tf.memory().numTensors;
  expect(() => valueAndGradients(failing, variables)).toThrow("no loss");
  expect(tf.memory().numTensors).toBe(count);
});

test("what a long chain of ops saved is freed on the way back", () => {
  const width = 1000;
  const start = tf.variable(tf.ones([width]));
  variables.push(start);
  let peak = 0;
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    peak = Math.max(peak, tf.memory().numTensors);
    return tf.mul(dy, saved[0] as tf.Tensor);
  };
  const watched = tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return { value: tf.square(x as tf.Tensor), gradFunc };
  });
  const chain = () => {
    let x: tf.Tensor = start;
    for (let i = 0; i < 50; i++) x = watched(x);
    return tf.sum(x) as tf.Scalar;
  };
  const count = tf.memory().numTensors;
  const { value, gradients } = valueAndGradients(chain, [start]);
  // One saved tensor per op at the start of the way back; tfjs would add a gradient for each op.
  expect(peak - count).toBeLessThan(50 + 10);
  tf.dispose([value, ...gradients]);
});
