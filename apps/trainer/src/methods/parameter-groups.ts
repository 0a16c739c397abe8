import { type ParameterGroup, type TransferNet, trainableVariables } from "@graft/core/tensor";

/**
 * The layers that are trained, body and head each with its own peak learning rate.
 *
 * @param trained Names of the body's layers; by default all.
 */
export function parameterGroups(
  net: TransferNet,
  { learningRate, headLearningRate }: { learningRate: number; headLearningRate: number },
  trained?: ReadonlySet<string>,
): ParameterGroup[] {
  const body = trained
    ? net.features.layers.filter(({ name }) => trained.has(name))
    : [net.features];
  return [
    { variables: body.flatMap((part) => trainableVariables(part)), learningRate },
    { variables: trainableVariables(net.head), learningRate: headLearningRate },
  ];
}
