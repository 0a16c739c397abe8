import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { MethodConfig } from "@graft/core/contract";
import {
  closeDb,
  createExperiment,
  openDb,
  registerDataset,
  registerSplit,
  startRun,
} from "@graft/db";
import { dbPath } from "@graft/db/home";

/** A run to store: which of the eight test images it gets wrong, or null for a run without answers. */
export interface StoredRun {
  readonly method: MethodConfig["kind"];
  readonly wrong: readonly number[] | null;
  /** 0-based; each repeat has a split of its own. Default 0. */
  readonly repeat?: number;
  /** Name of the data set; default "shapes". */
  readonly dataset?: string;
}

export interface StoredRuns {
  /** For GRAFT_HOME. */
  readonly home: string;
  readonly ids: readonly number[];
  dispose(): Promise<void>;
}

const NUM_IMAGES = 24;
const CLASSES = ["drawing", "photo"];

/** A real database with runs that said something of eight test images; nothing was trained. */
export async function storeRuns(runs: readonly StoredRun[]): Promise<StoredRuns> {
  const home = await mkdtemp(path.join(os.tmpdir(), "graft-stored-"));
  const db = await openDb({ path: dbPath(home) });
  const ids: number[] = [];
  for (const { method, wrong, repeat = 0, dataset: name = "shapes" } of runs) {
    const images = Array.from({ length: NUM_IMAGES }, (_, i) => ({
      hash: `${name}-${i}`.padEnd(64, "0"),
      label: i % 2,
      source: `${CLASSES[i % 2]}/${i}.png`,
      width: 8,
      height: 8,
      bytes: 64,
    }));
    const { datasetId, imageIds } = await registerDataset(db, {
      name,
      kind: "folder",
      fingerprint: name,
      classes: CLASSES,
      images,
      preview: async () => new Uint8Array([1]),
    });
    // The test images move on by eight from repeat to repeat.
    const isTest = (i: number) => Math.floor(i / 8) === repeat % 3;
    const splitId = await registerSplit(db, {
      datasetId,
      imageIds,
      hashes: images.map(({ hash }) => hash),
      seed: 1,
      repeat,
      parts: images.map((_, i) => (isTest(i) ? "test" : "train")),
    });
    const experimentId = await createExperiment(db, { name: "stored", config: {}, datasetId });
    const recorder = await startRun(db, {
      experimentId,
      splitId,
      method,
      repeat,
      seed: 1,
      config: { kind: "raw-pixels", classifiers: ["logistic-regression"], folds: 5, pixelSize: 8 },
      environment: {},
      device: "auto",
      backend: "wasm",
      backendReason: "",
    });
    if (wrong) {
      const tested = imageIds.flatMap((imageId, i) => (isTest(i) ? { imageId, truth: i % 2 } : []));
      await recorder.appendPredictions(
        tested.map(({ imageId, truth }, i) => {
          const predicted = wrong.includes(i) ? 1 - truth : truth;
          const probability = 0.6 + i / 25;
          const other = 1 - probability;
          const probabilities = predicted === 0 ? [probability, other] : [other, probability];
          return { imageId, trueLabel: truth, predicted, probabilities };
        }),
      );
    }
    await recorder.append({ type: "run.finished", seconds: 1 });
    await recorder.close();
    ids.push(recorder.id);
  }
  await closeDb(db);
  return { home, ids, dispose: () => rm(home, { recursive: true, force: true }) };
}
