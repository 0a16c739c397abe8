import {
  type FeatureMatrix,
  fitLogisticRegression,
  fitStandardizer,
  standardize,
} from "@graft/core/classical";
import { accuracy, mostProbable } from "@graft/core/metrics";
import type { TransferNet } from "@graft/core/tensor";
import { infer } from "@graft/core/tensor";
import { INPUT_RANGE } from "./crop-batch.ts";

/** Pictures of programs that the net is not trained on. */
export interface UnseenPictures {
  /** Shape [n, size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
  /** Index of the program of each, shape [n]. */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Positions to fit the probe on, and to test it on. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface ProbeResult {
  /** Fraction of the test pictures whose program the probe names. */
  readonly accuracy: number;
  /** Shape [test, numClasses]. */
  readonly probabilities: Float64Array;
}

/** Of the sum of squared weights, on standardised features. */
const PENALTY = 10;
const BATCH_SIZE = 50;

/**
 * How well the net's features tell programs apart that it has never seen: logistic regression on them,
 * the net left as it is.
 *
 * @see Alain & Bengio 2016, arXiv:1610.01644 (linear probes).
 */
export async function probe(net: TransferNet, pictures: UnseenPictures): Promise<ProbeResult> {
  const { train, test, labels, numClasses } = pictures;
  const [known, asked] = [
    await featuresOf(net, pictures, train),
    await featuresOf(net, pictures, test),
  ];
  const standardizer = fitStandardizer(known);
  const classifier = fitLogisticRegression(
    {
      features: standardize(standardizer, known),
      labels: train.map((position) => labels[position]!),
      numClasses,
    },
    { l2: PENALTY },
  );
  const probabilities = classifier.predict(standardize(standardizer, asked));
  const truth = test.map((position) => labels[position]!);
  return { accuracy: accuracy(truth, mostProbable(probabilities, numClasses)), probabilities };
}

async function featuresOf(
  { features }: TransferNet,
  { pixels, size }: UnseenPictures,
  positions: Int32Array,
): Promise<FeatureMatrix> {
  const columns = Number(features.outputs[0]!.shape.at(-1));
  const data = new Float32Array(positions.length * columns);
  for (let start = 0; start < positions.length; start += BATCH_SIZE) {
    const batch = {
      positions: positions.subarray(start, start + BATCH_SIZE),
      batchSize: BATCH_SIZE,
    };
    data.set(await infer(features, { pixels, size, range: INPUT_RANGE }, batch), start * columns);
  }
  return { data, rows: positions.length, columns };
}
