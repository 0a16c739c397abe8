import { type Db, type RunRecorder, startRun } from "@graft/db";
import type { DemoDataset, DemoSplit } from "./demo-dataset.ts";
import {
  DEMO_METHODS,
  type DemoKind,
  demoEpoch,
  demoPredictions,
  demoSelection,
} from "./demo-method.ts";

export interface DemoRun {
  readonly experimentId: number;
  readonly dataset: DemoDataset;
  readonly split: DemoSplit;
  readonly kind: DemoKind;
}

/** Opens a made-up run and lets it say that it started. */
export async function startDemoRun(db: Db, run: DemoRun): Promise<RunRecorder> {
  const { experimentId, dataset, split, kind } = run;
  const recorder = await startRun(db, {
    experimentId,
    method: kind,
    repeat: split.repeat,
    seed: 1 + split.repeat,
    splitId: split.id,
    config: DEMO_METHODS[kind],
    environment: {
      gitCommit: "6275144f0c0ffee0ddba11c0de5eed5ca1ab1e00",
      gitDirty: false,
      lockfileHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      node: "20.20.2",
      platform: "linux-x64",
      cpu: "Example CPU at 2.4 GHz",
      cores: 2,
      memory: 8 * 2 ** 30,
      command: "pnpm trainer run --config experiments/photo-vs-drawing.json",
      engine: "wasm 4.22.0, 2 threads, SIMD",
    },
    device: "auto",
    backend: "wasm",
    backendReason: "tensorflow is not installed: run `pnpm trainer backend install`",
  });
  const numTest = split.test.length;
  await recorder.append({
    type: "run.started",
    method: kind,
    repeat: split.repeat,
    numTrain: dataset.imageIds.length - numTest,
    numValidation: 0,
    numTest,
    backend: "wasm",
  });
  return recorder;
}

/** Appends what the method of `run` does before it is tested. */
export async function appendTraining(
  recorder: RunRecorder,
  kind: DemoKind,
  epochs = 8,
): Promise<void> {
  const log = (message: string) => recorder.append({ type: "log", level: "info", message });
  if (kind === "raw-pixels" || kind === "frozen-features") {
    await log("5-fold cross-validation of 5 candidates");
    await recorder.append(demoSelection(kind));
    return;
  }
  await log("5.4 million weights, all of them trained");
  for (let epoch = 1; epoch <= epochs; epoch++) await recorder.append(demoEpoch(kind, epoch));
}

/** Appends test predictions and the end. */
export async function appendResult(recorder: RunRecorder, run: DemoRun): Promise<void> {
  const rows = demoPredictions(run.kind, { ...run, seed: 1 + run.split.repeat });
  await recorder.appendPredictions(rows);
  const hits = rows.filter((row) => row.predicted === row.trueLabel).length;
  await recorder.append({ type: "predictions", count: rows.length, accuracy: hits / rows.length });
  const seconds = SECONDS[run.kind];
  await recorder.append({ type: "run.finished", seconds });
}

const SECONDS: Readonly<Record<DemoKind, number>> = {
  "fine-tuned": 252.4,
  scratch: 247.9,
  "raw-pixels": 6.3,
  "frozen-features": 31.8,
};
