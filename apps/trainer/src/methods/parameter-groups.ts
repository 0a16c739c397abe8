import { type ParameterGroup, type TransferNet, trainableVariables } from "@graft/core/tensor";

/** Every layer of the net, each part with its own peak learning rate. */
export function parameterGroups(
  net: TransferNet,
  { learningRate, headLearningRate }: { learningRate: number; headLearningRate: number },
): ParameterGroup[] {
  return [
    { variables: trainableVariables(net.features), learningRate },
    { variables: trainableVariables(net.head), learningRate: headLearningRate },
  ];
}
