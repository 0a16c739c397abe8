import { createHash } from "node:crypto";
import path from "node:path";
import { DatasetConfig } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { dispose } from "@tensorflow/tfjs-core";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import type { ImageSet } from "../dataset/image-set.ts";
import { loadDataset } from "../dataset/load-dataset.ts";
import type { TestedRun } from "../measure/load-run.ts";
import { type Certificate, certify } from "./certify.ts";
import { describeModel } from "./model-card.ts";
import { netToOnnx } from "./onnx/net-model.ts";
import { readSavedNet } from "./saved-net.ts";

/** Images per pass through the exported model. */
const BATCH_SIZE = 16;

export interface ExportedModel {
  readonly certificate: Certificate;
  /** Content by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface ExportPorts {
  /** Folder of the database, the caches and the artifacts. */
  readonly home: string;
  readonly signal: AbortSignal;
}

/**
 * Turns the net of a run into an ONNX model and certifies it: onnxruntime judges all test images of the run again,
 * and what it says is compared with what the run stored.
 *
 * @returns `model.onnx`, `certificate.json` and `README.md`.
 * @throws {AppError} EXPORT_FAILED where the run has no net, its images are not at hand any more, or the exported model
 *   does not agree with the run.
 * @throws the signal's reason when it is aborted.
 */
export async function exportToOnnx(tested: TestedRun, ports: ExportPorts): Promise<ExportedModel> {
  const { run, predictions } = tested;
  const saved = await readSavedNet(run, ports.home);
  const model = await netToOnnx(saved);
  dispose(saved.net.weights.map((weight) => weight.read()));
  const session = await InferenceSession.create(model);
  const images = await testImages(tested, ports);
  const numClasses = saved.classNames.length;
  const probabilities = new Float32Array(predictions.length * numClasses);
  for (let start = 0; start < predictions.length; start += BATCH_SIZE) {
    ports.signal.throwIfAborted();
    const batch = images.slice(start, start + BATCH_SIZE);
    const side = saved.imageSize;
    const pixels = new Uint8Array(batch.length * side * side * 3);
    for (const [i, image] of batch.entries()) pixels.set(image, i * side * side * 3);
    const output = await session.run({
      images: new Tensor("uint8", pixels, [batch.length, side, side, 3]),
    });
    probabilities.set(output["probabilities"]!.data as Float32Array, start * numClasses);
  }
  await session.release();
  const sha256 = createHash("sha256").update(model).digest("hex");
  const about = {
    run: run.id,
    format: "onnx",
    sha256,
    runtime: `onnxruntime-node ${env.versions.node ?? ""}`.trim(),
  };
  const certificate = certify(about, predictions, probabilities);
  return {
    certificate,
    files: {
      "model.onnx": model,
      "certificate.json": toBytes(`${JSON.stringify(certificate, null, 2)}\n`),
      "README.md": toBytes(describeModel(tested, saved, certificate)),
    },
  };
}

/** The pixels of the run's test images, in the order of its predictions, each of shape [S, S, 3]. */
async function testImages(
  { run, predictions }: TestedRun,
  { home, signal }: ExportPorts,
): Promise<Uint8Array[]> {
  const set = await loadAgain(run, { home, signal });
  const length = set.imageSize ** 2 * 3;
  const position = new Map(set.items.map(({ hash }, i) => [hash, i]));
  return predictions.map(({ hash, source }) => {
    const at = position.get(hash);
    if (at === undefined)
      throw notAtHand(run.id, `its test image ${source} has changed or is gone`);
    return set.pixels.subarray(at * length, (at + 1) * length);
  });
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

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
