import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import {
  activate,
  batchNormFrozen,
  batchNormTrain,
  convBlock,
  convNormBlock,
} from "../../ops/blocks.ts";
import {
  type Activation,
  type ConvAttrs,
  hasKernel,
  KERNELS,
  runKernel,
} from "../../ops/kernels.ts";
import { registerOps } from "../../ops/register-ops.ts";
import { type Compute, computeOn, relativeError } from "../../testing/compare-backends.ts";
import { describeTensorFlow } from "../testing/describe-tensorflow.ts";
import { composedNorm, composedNormGradient } from "./norm-kernels.ts";

const ACTIVATIONS: Activation[] = ["linear", "relu", "relu6"];

describeTensorFlow("TensorFlow's kernels agree with tfjs's plain ones", () => {
  test("every kernel of ops/kernels.ts is there", async () => {
    await tf.setBackend("tensorflow");
    expect(Object.values(KERNELS).filter((name) => !hasKernel(name))).toEqual([]);
  });

  test.each(ACTIVATIONS)("activation %s and its gradient", async (activation) => {
    // Times 8: values beyond 6, where the gradient stops.
    await compare([[2, 3, 3, 5]], ([x]) => [activate(tf.mul(x!, 8), activation)]);
  });

  test.each(ACTIVATIONS)("BatchNorm with the batch's statistics, %s", async (activation) => {
    await compare([[4, 5, 5, 7], [7], [7]], ([x, gamma, beta]) => {
      const parameters = { gamma, beta } as Pair<"gamma" | "beta">;
      const { y, mean, variance } = batchNormTrain(x!, parameters, { epsilon: 1e-3, activation });
      return [y, mean, variance];
    });
  });

  test("BatchNorm of vectors: two axes instead of four", async () => {
    await compare([[16, 6], [6], [6]], ([x, gamma, beta]) => {
      const parameters = { gamma, beta } as Pair<"gamma" | "beta">;
      return [batchNormTrain(x!, parameters, { epsilon: 1e-3, activation: "relu" }).y];
    });
  });

  test("BatchNorm of plain ops, which GPUs use, is the same", async () => {
    const shapes = [[4, 5, 5, 7], [7], [7], [4, 5, 5, 7]];
    const epsilon = 1e-3;
    const [composed, fused] = [
      await computeOn("tensorflow", shapes, ([x, gamma, beta, dy]) => {
        const [y, mean, variance] = composedNorm({ x: x!, gamma: gamma!, beta: beta! }, epsilon);
        const batch = { x: x!, dy: dy!, gamma: gamma!, mean, variance };
        return [y, mean, variance, ...composedNormGradient(batch, epsilon)];
      }),
      await computeOn("tensorflow", shapes, ([x, gamma, beta, dy]) => {
        const attrs = { epsilon, activation: "linear" };
        const inputs = { x: x!, gamma: gamma!, beta: beta! };
        const outputs = runKernel(KERNELS.batchNormTrain, inputs, attrs);
        const [y, mean, variance] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
        const batch = { ...inputs, y, dy: dy!, mean, variance };
        return [...outputs, ...runKernel(KERNELS.batchNormTrainGrad, batch, attrs)];
      }),
    ];
    for (const [at, values] of composed.entries()) {
      expect(relativeError(values, fused[at]!)).toBeLessThan(2e-5);
    }
  });

  test.each(ACTIVATIONS)("BatchNorm with fixed statistics, %s", async (activation) => {
    await compare([[4, 5, 5, 7], [7], [7], [7], [7]], ([x, gamma, beta, mean, spread]) => {
      const variance = tf.add(tf.abs(spread!), 0.1);
      const statistics = { gamma, beta, mean, variance } as Pair<
        "gamma" | "beta" | "mean" | "variance"
      >;
      return [batchNormFrozen(x!, statistics, { epsilon: 1e-3, activation })];
    });
  });
});

const PADS: ConvAttrs["pad"][] = ["same", "valid", explicit(1, 0, 2, 1), explicit(0, 1, 0, 1)];
const CONVS = [
  { depthwise: false, kernel: 1, stride: 1 },
  { depthwise: false, kernel: 1, stride: 2 },
  { depthwise: false, kernel: 3, stride: 1 },
  { depthwise: false, kernel: 3, stride: 2 },
  { depthwise: true, kernel: 3, stride: 1 },
  { depthwise: true, kernel: 3, stride: 2 },
  { depthwise: true, kernel: 5, stride: 1 },
].flatMap((conv) => PADS.map((pad) => ({ ...conv, pad })));

describeTensorFlow("TensorFlow's joined convolutions agree with the plain ones", () => {
  test.each(CONVS)("with scale and shift: %o", async ({ depthwise, kernel, stride, pad }) => {
    const attrs = attrsOf({ depthwise, stride, pad });
    const filterShape = depthwise ? [kernel, kernel, 5, 1] : [kernel, kernel, 5, 6];
    const channels = depthwise ? 5 : 6;
    const shapes = [[2, 8, 8, 5], filterShape, [channels], [channels]];
    await compare(shapes, ([x, filter, scale, shift]) => {
      const parameters = { filter, scale, shift } as Parameters<typeof convBlock>[1];
      return [convBlock(x as tf.Tensor4D, parameters, { ...attrs, activation: "relu6" })];
    });
  });

  test.each(CONVS)("with BatchNorm: %o", async ({ depthwise, kernel, stride, pad }) => {
    const attrs = attrsOf({ depthwise, stride, pad });
    const filterShape = depthwise ? [kernel, kernel, 5, 1] : [kernel, kernel, 5, 6];
    const channels = depthwise ? 5 : 6;
    const shapes = [[2, 8, 8, 5], filterShape, [channels], [channels]];
    await compare(shapes, ([x, filter, gamma, beta]) => {
      const parameters = { filter, gamma, beta } as Parameters<typeof convNormBlock>[1];
      const options = { ...attrs, epsilon: 1e-3, activation: "relu6" } as const;
      const { y, mean, variance } = convNormBlock(x as tf.Tensor4D, parameters, options);
      tf.dispose([mean, variance]);
      return [y];
    });
  });

  test("with a shift alone, with a scale alone, with neither", async () => {
    const attrs = { ...attrsOf({ depthwise: false, stride: 1, pad: "same" }), activation: "relu" };
    for (const names of [["shift"], ["scale"], []]) {
      const shapes = [[2, 6, 6, 4], [3, 3, 4, 3], ...names.map(() => [3])];
      await compare(shapes, ([x, filter, vector]) => {
        const parameters = { filter, ...(names[0] ? { [names[0]]: vector } : {}) };
        return [
          convBlock(
            x as tf.Tensor4D,
            parameters as Parameters<typeof convBlock>[1],
            attrs as Parameters<typeof convBlock>[2],
          ),
        ];
      });
    }
  });
});

describeTensorFlow("TensorFlow's AdamW", () => {
  test("makes the step that the formula says, and leaves its inputs as they are", async () => {
    await tf.setBackend("tensorflow");
    const attrs = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const value = tf.tensor1d([1, -2, 3]);
    const gradient = tf.tensor1d([0.5, 0.25, -4]);
    const first = tf.tensor1d([0.1, 0, -0.2]);
    const second = tf.tensor1d([0.01, 0, 0.04]);
    const options = { ...attrs, weightDecay: 0.1, step: 3 };
    const before = tf.memory().numTensors;
    const results = runKernel(KERNELS.adamW, { value, gradient, first, second }, options);
    expect(tf.memory().numTensors - before).toBe(3);
    const [newValue, newFirst, newSecond] = results.map((tensor) => [...tensor.dataSync()]);
    for (const [at, g] of [0.5, 0.25, -4].entries()) {
      const m = 0.9 * ([0.1, 0, -0.2][at] as number) + 0.1 * g;
      const v = 0.999 * ([0.01, 0, 0.04][at] as number) + 0.001 * g * g;
      const step = m / (1 - 0.9 ** 3) / (Math.sqrt(v / (1 - 0.999 ** 3)) + 1e-7);
      const expected = ([1, -2, 3][at] as number) * (1 - 0.01 * 0.1) - 0.01 * step;
      expect(newFirst?.[at]).toBeCloseTo(m, 6);
      // TensorFlow computes 1 - beta2 in float32: 5e-5 of it is lost.
      expect(Math.abs((newSecond?.[at] as number) / v - 1)).toBeLessThan(1e-4);
      expect(newValue?.[at]).toBeCloseTo(expected, 6);
    }
    expect([...value.dataSync()]).toEqual([1, -2, 3]);
    expect(first.dataSync()[0]).toBeCloseTo(0.1);
    tf.dispose([value, gradient, first, second, ...results]);
  });
});

type Pair<Names extends string> = Record<Names, tf.Tensor1D>;

function attrsOf({
  depthwise,
  stride,
  pad,
}: Pick<ConvAttrs, "depthwise" | "pad"> & { stride: number }) {
  const strides: [number, number] = [stride, stride];
  const dilations: [number, number] = [1, 1];
  return { depthwise, strides, dilations, pad, inputGradient: true };
}

function explicit(
  ...[top, bottom, left, right]: [number, number, number, number]
): ConvAttrs["pad"] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The results, and the gradients of a weighted sum of the first one, on both backends. */
async function compare(shapes: number[][], compute: (inputs: tf.Tensor[]) => tf.Tensor[]) {
  registerOps();
  const all: Compute = (inputs) => {
    const loss = (...given: tf.Tensor[]) => {
      const [y] = compute(given) as [tf.Tensor];
      const weights = tf.reshape(tf.sin(tf.range(0, y.size)), y.shape);
      return tf.sum(tf.mul(y, weights));
    };
    return [...compute(inputs), ...tf.grads(loss)(inputs)];
  };
  const numTensors = tf.memory().numTensors;
  const actual = await computeOn("tensorflow", shapes, all);
  const expected = await computeOn("cpu", shapes, all);
  const errors = actual.map((values, at) => relativeError(values, expected[at] as Float32Array));
  expect(Math.max(...errors)).toBeLessThan(2e-5);
  expect(tf.memory().numTensors).toBe(numTensors);
}
