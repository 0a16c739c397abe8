import type { Tensor } from "@tensorflow/tfjs-core";
import type { BatchNormAttrs } from "../../ops/kernels.ts";
import { activationCode, activationGradient, type Programs } from "./programs.ts";

const INVERSE_DEVIATION = "inverseSqrt(variance[c] + uniforms.epsilon)";

/** activation(gamma * (x - mean) / sqrt(variance + epsilon) + beta). @returns y, mean, biased variance. */
export function normalizeBatch(
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
export function normalizeBatchGradient(
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
