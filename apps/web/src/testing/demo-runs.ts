import { createRng, deriveSeed, gaussian } from "@graft/core/analysis/random";
import { MethodConfig, type RunEvent } from "@graft/core/contract";
import { type Db, type RunRecorder, startRun } from "@graft/db";
import type { DemoDataset, DemoSplit } from "./demo-dataset.ts";

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

/** Appends the events of a method before its test. */
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

/** How good a made-up method is: mean and spread of the logit of the true class. */
const SKILL = {
  "fine-tuned": { mean: 3.4, spread: 1.9 },
  "frozen-features": { mean: 3.6, spread: 1.9 },
  "raw-pixels": { mean: 0.9, spread: 1.2 },
  scratch: { mean: 0.7, spread: 1.6 },
};

export type DemoKind = keyof typeof SKILL;
export const DEMO_KINDS = Object.keys(SKILL) as DemoKind[];

/** As the defaults have it. */
const EPOCHS = 8;

export const DEMO_METHODS = Object.fromEntries(
  DEMO_KINDS.map((kind) => [kind, MethodConfig.parse(kind)]),
) as Readonly<Record<DemoKind, MethodConfig>>;

/** The answers of a made-up run: hard images are hard for every method, the rest is its own luck. */
export function demoPredictions(
  kind: DemoKind,
  { dataset, split, seed }: { dataset: DemoDataset; split: DemoSplit; seed: number },
) {
  const { mean, spread } = SKILL[kind];
  return split.test.map((position) => {
    const difficulty = gaussian(createRng(deriveSeed(7, "difficulty", position)));
    const luck = createRng(deriveSeed(seed, "luck", kind, position));
    const trueLabel = dataset.labels[position] ?? 0;
    const logits = dataset.classNames.map((_, label) =>
      label === trueLabel
        ? mean - spread * difficulty + 0.7 * gaussian(luck)
        : 0.6 * gaussian(luck),
    );
    const powers = logits.map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    const probabilities = powers.map((power) => power / total);
    const predicted = probabilities.indexOf(Math.max(...probabilities));
    return { imageId: dataset.imageIds[position] ?? 0, trueLabel, predicted, probabilities };
  });
}

/** Epoch `epoch` of a made-up training. */
export function demoEpoch(
  kind: DemoKind,
  epoch: number,
): Extract<RunEvent, { type: "epoch.finished" }> {
  const noise = createRng(deriveSeed(epoch, "curve", kind));
  const [floor, pace] = kind === "scratch" ? [0.52, 0.12] : [0.06, 0.55];
  const loss = floor + (0.69 - floor) * Math.exp(-pace * epoch) + 0.02 * noise();
  const right = 1 - 0.55 * loss;
  return {
    type: "epoch.finished",
    epoch,
    epochs: EPOCHS,
    metrics: {
      "train/loss": loss,
      "train/accuracy": right,
      "validation/loss": loss * 1.15 + 0.05 + 0.04 * noise(),
      "validation/accuracy": right - 0.03 - 0.03 * noise(),
      "learning-rate": 1e-4 * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / EPOCHS)),
    },
    imagesPerSecond: 11 + noise(),
    seconds: epoch * 18.2,
  };
}

/** The table of a made-up classifier selection. */
export function demoSelection(kind: DemoKind): Extract<RunEvent, { type: "selection" }> {
  const best = kind === "frozen-features" ? 0.16 : 0.58;
  const candidate = (classifier: string, parameters: Record<string, number>, extra: number) => ({
    classifier,
    parameters,
    logLoss: best + extra,
    accuracy: 1 - 0.45 * (best + extra),
    chosen: extra === 0,
  });
  return {
    type: "selection",
    candidates: [
      candidate("logistic-regression", { l2: 0.001 }, 0.031),
      candidate("logistic-regression", { l2: 0.01 }, 0),
      candidate("logistic-regression", { l2: 0.1 }, 0.012),
      candidate("k-nearest-neighbours", { k: 5 }, 0.21),
      candidate("k-nearest-neighbours", { k: 15 }, 0.09),
    ],
  };
}
