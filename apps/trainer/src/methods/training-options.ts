import type { MethodConfigOf } from "@graft/core/contract";
import {
  type ParameterGroup,
  stagesOf,
  type TransferNet,
  trainableVariables,
} from "@graft/core/learning/tensor";

type Shared = keyof MethodConfigOf<"fine-tuned"> & keyof MethodConfigOf<"scratch">;

/** What a config says about a training, its learning rate decided. */
export type TrainingSettings = Omit<
  Pick<MethodConfigOf<"scratch">, Shared>,
  "kind" | "learningRate"
> & { readonly learningRate: number };

export interface PeakRates {
  /** Of the body's topmost stage. */
  readonly learningRate: number;
  readonly headLearningRate: number;
  /** Factor from each stage of the body to the one below it; by default they are all alike. */
  readonly layerDecay?: number;
}

/**
 * The layers that are trained with their peak learning rates: the stages of the body from below, then
 * the head.
 *
 * @param trained Names of the body's layers; by default all.
 */
export function parameterGroups(
  net: TransferNet,
  { learningRate, headLearningRate, layerDecay = 1 }: PeakRates,
  trained?: ReadonlySet<string>,
): ParameterGroup[] {
  const body = net.features.layers.filter(({ name }) => !trained || trained.has(name));
  // One long vector is faster than several: stages of one rate are not kept apart.
  const stages = layerDecay === 1 ? [body] : stagesOf(body);
  const groups = stages.map((layers, index) => ({
    variables: layers.flatMap((layer) => trainableVariables(layer)),
    learningRate: learningRate * layerDecay ** (stages.length - 1 - index),
  }));
  return [...groups, { variables: trainableVariables(net.head), learningRate: headLearningRate }];
}
