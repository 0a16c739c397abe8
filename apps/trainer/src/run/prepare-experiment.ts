import path from "node:path";
import { type ExperimentConfig, needsBackbone } from "@graft/core/contract";
import { deriveSeed } from "@graft/core/random";
import { drawSplit, type Part } from "@graft/core/split";
import { findTrainedPart } from "../backbone/find-trained-part.ts";
import type { LoadedBackbone } from "../backbone/load-backbone.ts";
import { openBackbone } from "../backbone/open-backbone.ts";
import type { ImageSet } from "../dataset/image-set.ts";
import { loadDataset } from "../dataset/load-dataset.ts";
import type { Engine } from "../engine/engine.ts";
import { openReportedEngine } from "./open-reported-engine.ts";
import type { ExperimentPorts } from "./run-experiment.ts";

/** Everything that the runs of an experiment share, read and checked. */
export interface PreparedExperiment {
  readonly images: ImageSet;
  /** Part of each image, for each repeat. */
  readonly splits: readonly (readonly Part[])[];
  readonly backbone: LoadedBackbone | null;
  /** What was left open of the backbone is filled in, and its address holds no secret. */
  readonly config: ExperimentConfig;
  readonly engine: Engine;
}

/**
 * Reads and checks all that bad input could spoil, before anything is written about the experiment.
 *
 * @throws {AppError} for the data set, the split, the backbone or the device.
 */
export async function prepareExperiment(
  config: ExperimentConfig,
  { baseDir, home, report, signal }: ExperimentPorts,
): Promise<PreparedExperiment> {
  const engine = await openReportedEngine(config.device, report);
  const opened =
    config.backbone && config.methods.some(needsBackbone)
      ? await openBackbone(config.backbone, {
          baseDir,
          imageSize: config.dataset.imageSize,
          signal,
          onProgress: (received, total) => report({ type: "backbone.progress", received, total }),
        })
      : null;
  const backbone = opened?.backbone ?? null;
  if (backbone) {
    const { cut, inputRange, scaling, warnings } = backbone;
    report({ type: "backbone.ready", cut, inputRange, scaling, warnings });
  }
  for (const method of config.methods) {
    if (backbone && method.kind === "fine-tuned" && method.trainFrom !== null) {
      findTrainedPart(backbone, method.trainFrom);
    }
  }
  const started = performance.now();
  const images = await loadDataset(config.dataset, {
    baseDir,
    cacheDir: path.join(home, "cache"),
    signal,
    onProgress: (progress) => report({ type: "dataset.progress", ...progress }),
  });
  report({
    type: "dataset.ready",
    name: images.name,
    numImages: images.items.length,
    classes: images.classes,
    skipped: images.skipped,
    warnings: images.warnings ?? [],
    seconds: (performance.now() - started) / 1000,
  });
  const splits = Array.from({ length: config.repeats }, (_, repeat) =>
    splitImages(images, config, repeat),
  );
  return {
    images,
    splits,
    backbone,
    config: opened ? { ...config, backbone: opened.config } : config,
    engine,
  };
}

/** The seed itself for the first repeat; one of its own for each other, whatever the seed. */
export function seedOfRepeat({ seed }: ExperimentConfig, repeat: number): number {
  return repeat === 0 ? seed : deriveSeed(seed, "repeat", repeat);
}

function splitImages(images: ImageSet, config: ExperimentConfig, repeat: number): readonly Part[] {
  const { items } = images;
  return drawSplit({
    ...config.split,
    labels: Int32Array.from(items, (item) => item.label),
    numClasses: images.classes.length,
    classNames: images.classes,
    keys: items.map((item) => item.hash),
    groups: items.map((item) => item.group),
    fixed: items.some((item) => item.part) ? items.map((item) => item.part) : null,
    seed: seedOfRepeat(config, repeat),
  });
}
