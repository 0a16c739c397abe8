import type * as tf from "@tensorflow/tfjs-core";
import { tidy } from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, test } from "vitest";
import { activate } from "../../ops/activation.ts";
import { scaleShift } from "../../ops/batch-norm-frozen.ts";
import { batchNormTrain } from "../../ops/batch-norm-train.ts";
import { convBlock, convNormBlock } from "../../ops/conv-block.ts";
import type { Activation } from "../../ops/kernels.ts";
import { registerOps } from "../../ops/register-ops.ts";
import { arbitraryConvolution } from "../../testing/arbitrary-convolution.ts";
import { expectSameOnWasm, withGradients } from "../../testing/on-both-backends.ts";
import { openWasm } from "../open-wasm.ts";

// On the cpu backend these ops are composed of tfjs's own, with tfjs's own gradients.

beforeAll(async () => {
  await openWasm({ threads: 2 });
  registerOps();
});

const activation = fc.constantFrom<Activation>("linear", "relu", "relu6");
const shape = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
const channels = fc.integer({ min: 1, max: 21 });
const options = { numRuns: 40, seed: 1 };

test("a convolution with scale, shift and activation agrees with the single ops", async () => {
  const cases = fc.tuple(arbitraryConvolution, activation, fc.boolean(), fc.boolean());
  await fc.assert(
    fc.asyncProperty(cases, async ([convolution, activation, scaled, shifted]) => {
      const { xShape, filterShape, depthwise } = convolution;
      const outputs = filterShape[depthwise ? 2 : 3];
      const vectors = [scaled, shifted].filter((given) => given).map(() => [outputs]);
      const block = ([x, filter, ...rest]: tf.Tensor[]) => {
        const vectors = [...rest] as tf.Tensor1D[];
        const scale = scaled ? vectors.shift() : undefined;
        const parameters = { filter: filter as tf.Tensor4D, scale, shift: vectors.shift() };
        return convBlock(x as tf.Tensor4D, parameters, { ...convolution, activation });
      };
      await expectSameOnWasm([xShape, filterShape, ...vectors], withGradients(block));
    }),
    options,
  );
});

test("a convolution with batch normalization and activation agrees with the single ops", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryConvolution, activation, async (convolution, activation) => {
      const { xShape, filterShape, depthwise } = convolution;
      const vector = [filterShape[depthwise ? 2 : 3]];
      const attrs = { ...convolution, activation, epsilon: 1e-2 };
      const block = ([x, filter, gamma, beta]: tf.Tensor[]) =>
        tidy(() => {
          const parameters = { filter, gamma, beta } as Parameters<typeof convNormBlock>[1];
          const { y, mean, variance } = convNormBlock(x as tf.Tensor4D, parameters, attrs);
          mean.dispose();
          variance.dispose();
          return y;
        });
      const shapes = [xShape, filterShape, vector, vector];
      // Where a channel has few values its variance is small, and its reciprocal makes rounding large.
      await expectSameOnWasm(shapes, withGradients(block), 2e-4);
    }),
    options,
  );
});

test("batch normalization agrees, and so do its statistics", async () => {
  await fc.assert(
    fc.asyncProperty(shape, channels, activation, async (leading, channels, activation) => {
      const attrs = { epsilon: 1e-2, activation };
      const normalize = ([x, gamma, beta]: tf.Tensor[]) =>
        batchNormTrain(x!, { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D }, attrs);
      const shapes = [[...leading, 5, channels], [channels], [channels]];
      await expectSameOnWasm(
        shapes,
        withGradients((inputs) => normalize(inputs).y),
        1e-4,
      );
      await expectSameOnWasm(
        shapes,
        (inputs) => {
          const { mean, variance } = normalize(inputs);
          return [mean, variance];
        },
        1e-5,
      );
    }),
    options,
  );
});

test("scale, shift and activation agree", async () => {
  await fc.assert(
    fc.asyncProperty(shape, channels, activation, async (leading, channels, activation) => {
      const shapes = [[...leading, channels], [channels], [channels]];
      const f = ([x, scale, shift]: tf.Tensor[]) =>
        scaleShift(
          x!,
          { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D },
          { activation },
        );
      await expectSameOnWasm(shapes, withGradients(f));
      await expectSameOnWasm(
        [shapes[0]!],
        withGradients(([x]) => activate(x!, activation)),
      );
    }),
    options,
  );
});
