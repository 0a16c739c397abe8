import type { Classifier, LinearMap } from "./classifier.ts";
import { checkFeatures, type FeatureMatrix } from "./feature-matrix.ts";
import { softmaxRows } from "./softmax.ts";

/** A classifier whose probabilities are the softmax of a linear map. */
export interface LinearClassifier extends Classifier {
  readonly linear: LinearMap;
}

/** The classifier that a linear map of `columns` features makes. */
export function linearClassifier(
  linear: LinearMap,
  about: Pick<Classifier, "kind" | "parameters">,
): LinearClassifier {
  const numClasses = linear.bias.length;
  const columns = linear.weights.length / numClasses;
  return {
    ...about,
    numClasses,
    columns,
    linear,
    predict(features) {
      checkFeatures(features, columns);
      const logits = applyLinear(linear, features);
      softmaxRows(logits, numClasses);
      return logits;
    },
  };
}

/** `features · weights + bias`, shape [rows, numClasses]. */
export function applyLinear({ weights, bias }: LinearMap, features: FeatureMatrix): Float64Array {
  const { data, rows, columns } = features;
  const numClasses = bias.length;
  const logits = new Float64Array(rows * numClasses);
  for (let i = 0; i < rows; i++) {
    const row = logits.subarray(i * numClasses, (i + 1) * numClasses);
    row.set(bias);
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!;
      for (let k = 0; k < numClasses; k++) row[k]! += value * weights[j * numClasses + k]!;
    }
  }
  return logits;
}
