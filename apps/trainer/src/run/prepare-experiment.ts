import path from "node:path";
import { type Device, type ExperimentConfig, needsBackbone } from "@graft/core/contract";
import type { NearDuplicates } from "@graft/core/learning/duplicates";
import type { Part } from "@graft/core/learning/split";
import { findTrainedPart } from "../backbone/find-cut.ts";
import { type LoadedBackbone, openBackbone } from "../backbone/open-backbone.ts";
import type { ImageSet } from "../dataset/image-set.ts";
import { readData } from "../dataset/read-data.ts";
import type { Engine } from "../engine/engine.ts";
import { openEngine } from "../engine/open-engine.ts";
import type { ExperimentPorts } from "./ports.ts";

/** Everything that the runs of an experiment share, read and checked. */
export interface PreparedExperiment {
  readonly images: ImageSet;
  readonly nearDuplicates: NearDuplicates;
  /** Those that every split keeps together. */
  readonly together: NearDuplicates["pairs"];
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
  const {
    images,
    nearDuplicates,
    together,
    splits,
    refusals,
    report: data,
  } = await readData(config, {
    baseDir,
    cacheDir: path.join(home, "cache"),
    signal,
    onProgress: (progress) => report({ type: "dataset.progress", ...progress }),
  });
  const { summary, unreadable } = data;
  if (summary.name !== null) {
    report({
      type: "dataset.ready",
      name: summary.name,
      numImages: summary.numImages,
      classes: summary.classes.map(({ name }) => name),
      skipped: unreadable,
      warnings: summary.warnings,
      seconds: (performance.now() - started) / 1000,
      summary,
    });
  }
  const [refusal] = refusals;
  if (refusal) throw refusal;
  return {
    images: images!,
    nearDuplicates,
    together,
    splits,
    backbone,
    config: opened ? { ...config, backbone: opened.config } : config,
    engine,
  };
}

/** Opens the engine for a device, and says which one it is and why. @throws {AppError} As `openEngine`. */
export async function openReportedEngine(
  device: Device,
  report: ExperimentPorts["report"],
): Promise<Engine> {
  const engine = await openEngine(device);
  const { name: backend, version, detail, reason } = engine;
  report({ type: "engine.ready", backend, version, detail, reason });
  return engine;
}
