import type { Activation } from "../../ops/kernels.ts";

/** Between what an activation's output lies; outside, its gradient is 0. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

const LIMITS: Readonly<Record<Activation, Limits>> = {
  linear: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
  relu: { low: 0, high: Number.POSITIVE_INFINITY },
  relu6: { low: 0, high: 6 },
};

export function limitsOf(activation: Activation): Limits {
  return LIMITS[activation];
}
