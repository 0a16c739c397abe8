import { createRng, deriveSeed } from "@graft/core/analysis/random";
import { type ExperimentConfig, MethodConfig } from "@graft/core/contract";
import { stratifiedFolds, unitKeys } from "@graft/core/learning/split";
import { judge } from "../methods/evaluate-net.ts";
import { FeatureCache } from "../methods/feature-cache.ts";
import { startMethod } from "../methods/index.ts";
import type { TransferTask } from "../methods/transfer-method.ts";
import { type PreparedExperiment, prepareExperiment } from "../run/prepare-experiment.ts";

export interface FoldScore {
  /** Mean over the fold's images, in nats. */
  readonly logLoss: number;
  readonly accuracy: number;
  readonly images: number;
  readonly seconds: number;
}

/**
 * Cross-validates settings of a method inside the training images of an experiment's first split,
 * fold by fold, so that defaults can be chosen without a look at any test image.
 */
export class SettingsScorer {
  readonly #tasks: readonly TransferTask[];

  private constructor(tasks: readonly TransferTask[]) {
    this.#tasks = tasks;
  }

  static async open(
    config: ExperimentConfig,
    options: { baseDir: string; home: string; folds: number },
  ): Promise<SettingsScorer> {
    const ports = {
      ...options,
      environment: {},
      report: () => {},
      signal: new AbortController().signal,
    };
    const prepared = await prepareExperiment(config, ports as never);
    return new SettingsScorer(foldTasks(prepared, config.seed, options.folds));
  }

  get numFolds(): number {
    return this.#tasks.length;
  }

  /** Trains on the other folds and judges on this one. @param method As in a config, defaults left out. */
  async score(method: unknown, fold: number): Promise<FoldScore> {
    const started = performance.now();
    const task = this.#tasks[fold]!;
    let probabilities = new Float64Array();
    const events = startMethod(MethodConfig.parse(method), task, new AbortController().signal);
    for await (const event of events) {
      if (event.type === "probabilities") probabilities = Float64Array.from(event.probabilities);
    }
    const { loss, accuracy } = judge(probabilities, task, task.test);
    const seconds = (performance.now() - started) / 1000;
    return { logLoss: loss, accuracy, images: task.test.length, seconds };
  }
}

function foldTasks(
  { images, splits, backbone, engine }: PreparedExperiment,
  seed: number,
  folds: number,
): TransferTask[] {
  const parts = splits[0]!;
  const own = Int32Array.from(parts.flatMap((part, at) => (part === "train" ? [at] : [])));
  const labels = Int32Array.from(images.items, (item) => item.label);
  const units = unitKeys({
    keys: images.items.map((item) => item.hash),
    groups: images.items.map((item) => item.group),
  });
  const foldOf = stratifiedFolds(
    own.map((position) => labels[position]!),
    {
      numClasses: images.classes.length,
      folds,
      rng: createRng(deriveSeed(seed, "score-settings")),
      keys: Array.from(own, (position) => units[position]!),
    },
  );
  const features = new FeatureCache();
  return Array.from({ length: folds }, (_, fold) => ({
    pixels: images.pixels,
    imageSize: images.imageSize,
    labels,
    classNames: images.classes,
    units,
    train: own.filter((_position, row) => foldOf[row] !== fold),
    validation: new Int32Array(),
    test: own.filter((_position, row) => foldOf[row] === fold),
    backbone,
    features,
    seed,
    engineName: engine.name,
  }));
}
