import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import {
  type ActivationAttrs,
  type AdamWAttrs,
  type BatchNormAttrs,
  type ConvBlockAttrs,
  type ConvBlockInputs,
  type ConvNormBlockAttrs,
  type ConvNormBlockInputs,
  type ConvNormBlockOutputs,
  KERNELS,
  type Named,
} from "../../ops/kernels.ts";
import { convolve, filterGradient, inputGradient } from "./convolution.ts";
import { activationCode, activationGradient, type Programs, register } from "./programs.ts";

/** Convolution, normalization and rectifier as one: see `ops/kernels.ts` for inputs and outputs. */
export function registerBlockKernels(): void {
  register(KERNELS.convBlock, (_, inputs: ConvBlockInputs, attrs: ConvBlockAttrs) => {
    const { x, shift: bias } = inputs;
    return [convolve({ x, filter: scaledFilter(inputs, attrs), bias }, attrs)];
  });
  register(KERNELS.convBlockGrad, blockGradient);
  register(
    KERNELS.convNormBlock,
    (programs, inputs: ConvNormBlockInputs, attrs: ConvNormBlockAttrs) => {
      const { x, filter, gamma, beta } = inputs;
      const convolved = convolve({ x, filter }, { ...attrs, activation: "linear" });
      return [...normalizeBatch(programs, { x: convolved, gamma, beta }, attrs), convolved];
    },
  );
  register(
    KERNELS.convNormBlockGrad,
    (programs, inputs: ConvNormBlockInputs & ConvNormBlockOutputs, attrs: ConvNormBlockAttrs) => {
      const { x, filter, convolved } = inputs;
      const batch = { ...inputs, x: convolved };
      const [dz, dgamma, dbeta] = normalizeBatchGradient(programs, batch, attrs);
      return [...convolutionGradient(programs, { x, filter, dz }, attrs), dgamma, dbeta];
    },
  );
}

function blockGradient(
  programs: Programs,
  inputs: ConvBlockInputs & Named<"y" | "dy">,
  attrs: ConvBlockAttrs,
): Tensor[] {
  const { x, filter, scale, shift } = inputs;
  const dz = activationGradient(programs, inputs, attrs.activation);
  const scaled = scaledFilter(inputs, attrs);
  const [dx, dscaled] = convolutionGradient(programs, { x, filter: scaled, dz }, attrs);
  const gradients = [dx, scale ? tf.mul(dscaled, alongFilter(scale, attrs)) : dscaled];
  if (scale) {
    // How much each output channel's filter takes part in its own gradient.
    const rows = [filter.size / scale.size, scale.size];
    const matrices = { dw: tf.reshape(dscaled, rows), w: tf.reshape(filter, rows) };
    gradients.push(programs.sumRows(matrices, { term: "dw[i] * w[i]" }));
  }
  if (shift) gradients.push(programs.sumRows({ dz }, { term: "dz[i]" }));
  return gradients;
}

/** Gradients of x, a number that nobody reads where none is wanted, and of the filter. */
function convolutionGradient(
  programs: Programs,
  { x, filter, dz }: { x: Tensor; filter: Tensor; dz: Tensor },
  attrs: ConvBlockAttrs,
): [Tensor, Tensor] {
  const dx = attrs.inputGradient
    ? inputGradient(programs, { dz, filter, inputShape: x.shape }, attrs)
    : tf.scalar(0);
  return [dx, filterGradient(programs, { x, dz, filterShape: filter.shape }, attrs)];
}

function scaledFilter({ filter, scale }: ConvBlockInputs, attrs: ConvBlockAttrs): Tensor {
  return scale ? tf.mul(filter, alongFilter(scale, attrs)) : filter;
}

/** `scale`, one per output channel, so that it multiplies the filter [h, w, c, k] or [h, w, c, 1]. */
function alongFilter(scale: Tensor, { depthwise }: ConvBlockAttrs): Tensor {
  return depthwise ? tf.reshape(scale, [scale.size, 1]) : scale;
}

const INVERSE_DEVIATION = "inverseSqrt(variance[c] + uniforms.epsilon)";

/** activation(gamma * (x - mean) / sqrt(variance + epsilon) + beta). @returns y, mean, biased variance. */
function normalizeBatch(
  programs: Programs,
  { x, gamma, beta }: { x: Tensor; gamma: Tensor; beta: Tensor },
  { epsilon, activation }: BatchNormAttrs,
): [Tensor, Tensor, Tensor] {
  const factor = gamma.size / x.size;
  const mean = programs.sumRows({ x }, { term: "x[i]", factor });
  // Two passes: the mean of squares less the square of the mean loses digits where the mean is large.
  const term = "(x[i] - mean[c]) * (x[i] - mean[c])";
  const variance = programs.sumRows({ x, mean }, { term, factor });
  const value = `(x[i] - mean[c]) * (gamma[c] * ${INVERSE_DEVIATION}) + beta[c]`;
  const expression = activationCode(value, activation);
  const inputs = { x, mean, variance, gamma, beta };
  return [programs.map(x.shape, inputs, { expression, numbers: { epsilon } }), mean, variance];
}

/** [dx, dgamma, dbeta] of {@link normalizeBatch} (Ioffe & Szegedy 2015, section 3). */
function normalizeBatchGradient(
  programs: Programs,
  batch: { x: Tensor; y: Tensor; dy: Tensor; gamma: Tensor; mean: Tensor; variance: Tensor },
  { epsilon, activation }: BatchNormAttrs,
): [Tensor, Tensor, Tensor] {
  const { x, gamma, mean, variance } = batch;
  const dz = activationGradient(programs, batch, activation);
  const numbers = { epsilon };
  const standard = `(x[i] - mean[c]) * ${INVERSE_DEVIATION}`;
  const dbeta = programs.sumRows({ dz }, { term: "dz[i]" });
  const term = `dz[i] * ${standard}`;
  const dgamma = programs.sumRows({ dz, x, mean, variance }, { term, numbers });
  const common = `(dbeta[c] + ${standard} * dgamma[c]) * uniforms.perRow`;
  const dx = programs.map(
    x.shape,
    { x, dz, mean, variance, gamma, dgamma, dbeta },
    {
      expression: `gamma[c] * ${INVERSE_DEVIATION} * (dz[i] - ${common})`,
      numbers: { epsilon, perRow: gamma.size / x.size },
    },
  );
  return [dx, dgamma, dbeta];
}

/** Normalizations and activations on their own: see `ops/kernels.ts` for inputs and outputs. */
export function registerChannelKernels(): void {
  register(
    KERNELS.activationGrad,
    (programs, inputs: Named<"y" | "dy">, { activation }: ActivationAttrs) => [
      activationGradient(programs, inputs, activation),
    ],
  );
  register(
    KERNELS.scaleShift,
    (programs, { x, scale, shift }: Named<"x" | "scale" | "shift">, attrs: ActivationAttrs) => {
      const expression = activationCode("x[i] * scale[c] + shift[c]", attrs.activation);
      return [programs.map(x.shape, { x, scale, shift }, { expression })];
    },
  );
  register(
    KERNELS.scaleShiftGrad,
    (programs, inputs: Named<"x" | "y" | "dy" | "scale">, { activation }: ActivationAttrs) => {
      const { x, scale } = inputs;
      const dz = activationGradient(programs, inputs, activation);
      return [
        programs.map(x.shape, { dz, scale }, { expression: "dz[i] * scale[c]" }),
        programs.sumRows({ dz, x }, { term: "dz[i] * x[i]" }),
        programs.sumRows({ dz }, { term: "dz[i]" }),
      ];
    },
  );
  register(
    KERNELS.batchNormTrain,
    (programs, inputs: Named<"x" | "gamma" | "beta">, attrs: BatchNormAttrs) =>
      normalizeBatch(programs, inputs, attrs),
  );
  register(
    KERNELS.batchNormTrainGrad,
    (
      programs,
      inputs: Named<"x" | "y" | "dy" | "gamma" | "mean" | "variance">,
      attrs: BatchNormAttrs,
    ) => normalizeBatchGradient(programs, inputs, attrs),
  );
}

type Inputs = Readonly<Record<"value" | "gradient" | "first" | "second", Tensor>>;

/** A step of AdamW in three passes, one for each result; of tfjs's ops it would be fifteen. */
export function registerAdamW(): void {
  register(KERNELS.adamW, adamW);
}

function adamW(programs: Programs, inputs: Inputs, attrs: AdamWAttrs): Tensor[] {
  const { value, gradient, first, second } = inputs;
  const { learningRate, weightDecay, beta1, beta2, epsilon, step } = attrs;
  const { shape } = value;
  const newFirst = programs.map(
    shape,
    { first, gradient },
    {
      expression: "first[i] * uniforms.kept + gradient[i] * uniforms.added",
      numbers: { kept: beta1, added: 1 - beta1 },
    },
  );
  const newSecond = programs.map(
    shape,
    { second, gradient },
    {
      expression: "second[i] * uniforms.kept + gradient[i] * gradient[i] * uniforms.added",
      numbers: { kept: beta2, added: 1 - beta2 },
    },
  );
  const newValue = programs.map(
    shape,
    { value, newFirst, newSecond },
    {
      expression:
        "value[i] * uniforms.kept - newFirst[i] * uniforms.rate / (sqrt(newSecond[i] * uniforms.unbiased) + uniforms.epsilon)",
      numbers: {
        kept: 1 - learningRate * weightDecay,
        rate: learningRate / (1 - beta1 ** step),
        unbiased: 1 / (1 - beta2 ** step),
        epsilon,
      },
    },
  );
  return [newValue, newFirst, newSecond];
}
