import { createRng, deriveSeed, gaussian } from "@graft/core/analysis/random";
import { MethodConfig, type RunEvent } from "@graft/core/contract";
import type { DemoDataset, DemoSplit } from "./demo-dataset.ts";

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
