import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, test } from "vitest";
import { arbitraryConvolution, type Convolution } from "../../testing/arbitrary-convolution.ts";
import { expectSameOnWasm, withGradients } from "../../testing/on-both-backends.ts";
import { openWasm } from "../open-wasm.ts";

beforeAll(async () => {
  await openWasm({ threads: 2 });
});

function convolve({ depthwise, strides, pad }: Convolution) {
  return ([x, filter]: tf.Tensor[]) =>
    (depthwise ? tf.depthwiseConv2d : tf.conv2d)(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      strides,
      pad,
    );
}

test("convolutions and their gradients agree with the cpu backend", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryConvolution, async (convolution) => {
      const { xShape, filterShape } = convolution;
      await expectSameOnWasm([xShape, filterShape], withGradients(convolve(convolution)));
    }),
    { numRuns: 60, seed: 1 },
  );
});

test.each([
  { xShape: [2, 9, 11, 40], filterShape: [1, 1, 40, 130], strides: 1 },
  { xShape: [1, 5, 5, 700], filterShape: [1, 1, 700, 9], strides: 1 },
  { xShape: [3, 7, 7, 70], filterShape: [3, 3, 70, 11], strides: 1 },
  { xShape: [2, 25, 27, 3], filterShape: [7, 7, 3, 16], strides: 2 },
])("so do those with many channels or rows, which are worked off in blocks: %o", async (shape) => {
  const { xShape, filterShape, strides } = shape;
  const compute = ([x, filter]: tf.Tensor[]) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, "same");
  await expectSameOnWasm([xShape, filterShape], withGradients(compute), 1e-5);
});

test("a dilated convolution agrees", async () => {
  const shapes = [
    [2, 9, 8, 5],
    [3, 3, 5, 6],
  ];
  await expectSameOnWasm(shapes, ([x, filter]) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same", "NHWC", 2),
  );
});

test.each(["relu", "relu6", "sigmoid"] as const)(
  "fused with a bias and %s they agree",
  async (activation) => {
    const shapes = [[2, 9, 8, 5], [3, 3, 5, 6], [6]];
    const fused = ([x, filter, bias]: tf.Tensor[]) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        bias: bias as tf.Tensor1D,
        strides: 2,
        pad: "same",
        activation,
      });
    await expectSameOnWasm(shapes, fused);
  },
);

test("several filters per channel are left to tfjs", async () => {
  const shapes = [
    [1, 6, 6, 4],
    [3, 3, 4, 2],
  ];
  await expectSameOnWasm(shapes, ([x, filter]) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"),
  );
});
