import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Values of all weights, in the model's order. */
export async function readWeightsOf(model: LayersModel): Promise<Float32Array[]> {
  return Promise.all(
    model.weights.map(async (weight) => (await weight.read().data()).slice() as Float32Array),
  );
}

/** Sets all weights. @param values As `readWeightsOf` gave them. */
export function writeWeightsTo(model: LayersModel, values: readonly Float32Array[]): void {
  for (const [index, weight] of model.weights.entries()) {
    const value: Tensor = tensor(values[index]!, weight.shape.map(Number));
    weight.write(value);
    value.dispose();
  }
}
