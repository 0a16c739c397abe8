import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { computeOn, relativeError } from "../../testing/on-both-backends.ts";
import { openWasm } from "../open-wasm.ts";

beforeAll(async () => {
  await openWasm({ threads: 2 });
});

type Pad =
  | "same"
  | "valid"
  | [[number, number], [number, number], [number, number], [number, number]];
interface Shape {
  n: number;
  size: [number, number];
  channels: number;
  filters: number;
  kernel: number;
  stride: number;
  pad: Pad;
}
const uneven: Pad = [
  [0, 0],
  [1, 2],
  [2, 0],
  [0, 0],
];

const shapes: Shape[] = [
  { n: 1, size: [5, 5], channels: 3, filters: 4, kernel: 1, stride: 1, pad: "same" },
  { n: 3, size: [7, 6], channels: 9, filters: 5, kernel: 1, stride: 2, pad: "valid" },
  { n: 2, size: [8, 9], channels: 4, filters: 8, kernel: 3, stride: 1, pad: "same" },
  { n: 2, size: [9, 8], channels: 5, filters: 3, kernel: 3, stride: 2, pad: "same" },
  { n: 1, size: [10, 7], channels: 17, filters: 6, kernel: 3, stride: 2, pad: "valid" },
  { n: 4, size: [6, 6], channels: 8, filters: 4, kernel: 5, stride: 1, pad: "valid" },
  { n: 2, size: [11, 11], channels: 3, filters: 2, kernel: 7, stride: 2, pad: "same" },
  { n: 2, size: [8, 8], channels: 6, filters: 7, kernel: 3, stride: 2, pad: uneven },
];

test.each(shapes)("convolution and its gradients agree with the cpu backend: %o", async (shape) => {
  const { n, size, channels, filters, kernel, stride, pad } = shape;
  const inputs = [
    [n, ...size, channels],
    [kernel, kernel, channels, filters],
  ];
  await compare(inputs, (x, w) => tf.conv2d(x, w, stride, pad));
});

test.each(shapes)("depthwise convolution and its gradients agree: %o", async (shape) => {
  const { n, size, channels, kernel, stride, pad } = shape;
  const inputs = [
    [n, ...size, channels],
    [kernel, kernel, channels, 1],
  ];
  await compare(inputs, (x, w) => tf.depthwiseConv2d(x, w, stride, pad));
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])("matrix product with transposes %s and %s agrees", async (left, right) => {
  const inputs = [left ? [37, 19] : [19, 37], right ? [23, 37] : [37, 23]];
  const product = ([a, b]: tf.Tensor[]) =>
    tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, left, right);
  const [expected] = await computeOn("cpu", inputs, product);
  const [actual] = await computeOn("wasm", inputs, product);
  expect(relativeError(actual!, expected!)).toBeLessThan(1e-6);
});

test.each([
  { shape: [4, 9, 9, 5], axis: [0, 1, 2] },
  { shape: [300, 7], axis: [0] },
  { shape: [3, 4, 5], axis: [1] },
])("sum agrees: %o", async ({ shape, axis }) => {
  const sum = ([x]: tf.Tensor[]) => tf.sum(x as tf.Tensor, axis);
  const [expected] = await computeOn("cpu", [shape], sum);
  const [actual] = await computeOn("wasm", [shape], sum);
  expect(relativeError(actual!, expected!)).toBeLessThan(2e-6);
});

test("gradients leave no tensor behind", async () => {
  await tf.setBackend("wasm");
  const [x, w] = [tf.ones([2, 8, 8, 4]) as tf.Tensor4D, tf.ones([3, 3, 4, 5]) as tf.Tensor4D];
  const before = tf.memory().numTensors;
  for (let step = 0; step < 3; step++) {
    const { value, grads } = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, "same")),
    )([x, w]);
    tf.dispose([value, ...grads]);
  }
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, w]);
});

async function compare(
  inputs: number[][],
  convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor,
): Promise<void> {
  const forward = ([x, w]: tf.Tensor[]) => convolve(x as tf.Tensor4D, w as tf.Tensor4D);
  const both = (tensors: tf.Tensor[]) => {
    // A weighted sum, so that the gradient differs from pixel to pixel.
    const loss = (x: tf.Tensor, w: tf.Tensor) => {
      const y = forward([x, w]);
      return tf.sum(tf.mul(y, tf.reshape(tf.linspace(-1, 1, y.size), y.shape)));
    };
    return [forward(tensors), ...tf.grads(loss)(tensors)];
  };
  const expected = await computeOn("cpu", inputs, both);
  const actual = await computeOn("wasm", inputs, both);
  actual.forEach((values, at) => expect(relativeError(values, expected[at]!)).toBeLessThan(2e-6));
}
