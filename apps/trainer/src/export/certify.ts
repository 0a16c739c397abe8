import { mostProbable } from "@graft/core/analysis/metrics";
import { AppError } from "@graft/core/contract/errors";
import type { TestPrediction } from "@graft/db";

/** Probabilities of an exported model may differ from the measured ones by this much. */
const TOLERANCE = 1e-4;

/** How an exported model did on the test images of its run. */
export interface Certificate {
  readonly run: number;
  readonly format: string;
  /** SHA-256 of the exported file. */
  readonly sha256: string;
  /** What computed, with its version. */
  readonly runtime: string;
  readonly numImages: number;
  /** Test images whose predicted class is another one, although its lead was more than the tolerance can take away. */
  readonly numChanged: number;
  /** Largest difference of a probability. */
  readonly largestDifference: number;
  readonly tolerance: number;
  readonly accuracy: number;
}

/**
 * Compares what an exported model says of the test images with what the run stored.
 *
 * @param predictions As the run stored them.
 * @param probabilities Of the same images by the exported model, shape [n, K].
 * @throws {AppError} EXPORT_FAILED if a class has changed or a probability differs by more than the tolerance: such a
 *   model would not be the one that was measured.
 */
export function certify(
  about: Pick<Certificate, "run" | "format" | "sha256" | "runtime">,
  predictions: readonly TestPrediction[],
  probabilities: Float32Array,
): Certificate {
  const numClasses = predictions[0]!.probabilities.length;
  let [numChanged, numCorrect, largestDifference] = [0, 0, 0];
  const now = mostProbable(Float64Array.from(probabilities), numClasses);
  for (const [i, { predicted, trueLabel, probabilities: stored }] of predictions.entries()) {
    // Two classes that tie within the tolerance may change places: nobody measured which is first.
    const lead = stored[predicted]! - stored[now[i]!]!;
    if (now[i] !== predicted && lead > 2 * TOLERANCE) numChanged += 1;
    if (now[i] === trueLabel) numCorrect += 1;
    for (const [k, value] of stored.entries()) {
      const difference = Math.abs(value - probabilities[i * numClasses + k]!);
      // NaN is larger than every tolerance.
      if (!(difference <= largestDifference)) largestDifference = difference;
    }
  }
  const certificate = {
    ...about,
    numImages: predictions.length,
    numChanged,
    largestDifference,
    tolerance: TOLERANCE,
    accuracy: numCorrect / predictions.length,
  };
  if (numChanged > 0 || !(largestDifference <= TOLERANCE)) throw failed(certificate);
  return certificate;
}

function failed({ run, runtime, numChanged, numImages, largestDifference }: Certificate): AppError {
  return new AppError({
    code: "EXPORT_FAILED",
    message: `The exported model is not the one that run ${run} measured: by ${runtime}, ${numChanged} of ${numImages} test images change their class, and a probability differs by up to ${largestDifference.toPrecision(2)}. Nothing was written.`,
    hint: "If images or Graft changed since, run the experiment again; otherwise please report this with the output of `pnpm trainer doctor`.",
  });
}
