import type { MethodConfig } from "@graft/core/contract";
import { registerDataset, registerSplit } from "../datasets/register-dataset.ts";
import type { Db } from "../handle.ts";
import type { DatasetRecord } from "../records.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { createExperiment, startRun } from "../runs/start-run.ts";

const METHOD = {
  kind: "frozen-features",
  classifiers: ["logistic-regression"],
  features: ["last-layer"],
  folds: 5,
} satisfies MethodConfig;

/** `count` images of two classes in turn; the hash of image i begins with i. */
export function sampleDataset(count = 6): DatasetRecord {
  return {
    name: "shapes",
    kind: "folder",
    fingerprint: `shapes-${count}`,
    classes: ["drawing", "photo"],
    images: Array.from({ length: count }, (_, index) => ({
      hash: index.toString(16).padEnd(64, "f"),
      label: index % 2,
      source: `${index}.png`,
      width: 32,
      height: 24,
      bytes: 1000 + index,
    })),
    preview: async (position) => new Uint8Array([position % 256, 1, 2, 3]),
  };
}

export interface SampleExperiment {
  readonly experimentId: number;
  readonly splitId: number;
  readonly imageIds: number[];
}

/** An experiment on `sampleDataset`, its last third held out for testing. */
export async function sampleExperiment(db: Db, count = 6): Promise<SampleExperiment> {
  const dataset = sampleDataset(count);
  const { datasetId, imageIds } = await registerDataset(db, dataset);
  const splitId = await registerSplit(db, {
    datasetId,
    imageIds,
    hashes: dataset.images.map(({ hash }) => hash),
    seed: 1,
    repeat: 0,
    parts: imageIds.map((_, index) => (index < (2 * count) / 3 ? "train" : "test")),
  });
  const experimentId = await createExperiment(db, {
    name: "sample",
    config: { name: "sample", seed: 1 },
    datasetId,
  });
  return { experimentId, splitId, imageIds };
}

/** A running run of that experiment. */
export async function sampleRun(db: Db, experiment: SampleExperiment): Promise<RunRecorder> {
  return await startRun(db, {
    experimentId: experiment.experimentId,
    splitId: experiment.splitId,
    method: METHOD.kind,
    repeat: 0,
    seed: 7,
    config: METHOD,
    environment: { node: process.version },
    device: "auto",
    backend: "wasm",
    backendReason: "no faster engine is installed",
  });
}
