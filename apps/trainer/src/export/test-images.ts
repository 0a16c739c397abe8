import path from "node:path";
import { DatasetConfig } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { ImageSet } from "../dataset/image-set.ts";
import { loadDataset } from "../dataset/load-dataset.ts";
import type { TestedRun } from "../measure/load-run.ts";
import type { ExportPorts } from "./exported-model.ts";

/** Images that are judged at a time. */
const BATCH_SIZE = 16;

/**
 * What a model says of the run's test images, in the order of the run's predictions.
 *
 * @param judge Gives the class probabilities of pixels [b, S, S, 3], shape [b, K].
 * @returns Shape [n, K].
 * @throws {AppError} EXPORT_FAILED where the images are not at hand any more.
 */
export async function judgeTestImages(
  { run, predictions }: TestedRun,
  judge: (pixels: Uint8Array, count: number) => Promise<ArrayLike<number>>,
  { home, signal }: ExportPorts,
): Promise<Float32Array> {
  const set = await loadAgain(run, { home, signal });
  const length = set.imageSize ** 2 * 3;
  const positions = new Map(set.items.map(({ hash }, i) => [hash, i]));
  const numClasses = run.dataset.classNames.length;
  const probabilities = new Float32Array(predictions.length * numClasses);
  for (let start = 0; start < predictions.length; start += BATCH_SIZE) {
    signal.throwIfAborted();
    const batch = predictions.slice(start, start + BATCH_SIZE);
    const pixels = new Uint8Array(batch.length * length);
    for (const [i, { hash, source }] of batch.entries()) {
      const at = positions.get(hash);
      if (at === undefined) {
        throw notAtHand(run.id, `its test image ${source} has changed or is gone`);
      }
      pixels.set(set.pixels.subarray(at * length, (at + 1) * length), i * length);
    }
    probabilities.set(await judge(pixels, batch.length), start * numClasses);
  }
  return probabilities;
}

async function loadAgain(run: TestedRun["run"], { home, signal }: ExportPorts): Promise<ImageSet> {
  const baseDir = run.environment["configFolder"];
  if (typeof baseDir !== "string") throw notAtHand(run.id, "it does not say where its images were");
  try {
    const config = DatasetConfig.parse(run.experiment.config["dataset"]);
    return await loadDataset(config, { baseDir, cacheDir: path.join(home, "cache"), signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    throw notAtHand(run.id, error.message, error);
  }
}

function notAtHand(run: number, reason: string, cause?: unknown): AppError {
  return new AppError({
    code: "EXPORT_FAILED",
    message: `The exported model of run ${run} cannot be tested: ${reason}.`,
    hint: "Put the images back where they were when the run was made; without them nobody can say whether the exported model is the measured one.",
    cause,
  });
}
