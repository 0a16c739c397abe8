import path from "node:path";
import type { ExperimentConfig } from "@graft/core/contract";
import { unitKeys } from "@graft/core/learning/split";
import {
  createExperiment,
  type Db,
  registerDataset,
  registerSplit,
  storeNearDuplicates,
} from "@graft/db";
import { dbPath } from "@graft/db/home";
import { encodePreview } from "../dataset/decode-image.ts";
import { seedOfRepeat } from "../dataset/image-set.ts";
import { FeatureCache } from "../methods/feature-cache.ts";
import type { TransferTask } from "../methods/transfer-method.ts";
import type { RunResult } from "../report/reporter.ts";
import type { Environment } from "./environment.ts";
import type { ExperimentPorts } from "./ports.ts";
import { type PreparedExperiment, prepareExperiment } from "./prepare-experiment.ts";
import { withRecordingDb } from "./recording-db.ts";
import { runMethod } from "./run-method.ts";

/**
 * config -> data set -> split -> methods -> events -> database: the whole job.
 *
 * A method that fails is recorded, and the next one starts; its error is in its result.
 *
 * @returns One result per run that was started, in order.
 * @throws {AppError} when the input or the device is at fault, before any run; or when something cannot be
 *   stored, which ends the experiment at that run.
 */
export async function runExperiment(
  config: ExperimentConfig,
  ports: ExperimentPorts,
): Promise<RunResult[]> {
  const started = performance.now();
  return await withRecordingDb(ports, async (db) => {
    const prepared = await prepareExperiment(config, ports);
    const parts = { config: prepared.config, prepared };
    const experiment = await registerExperiment(db, { ...parts, ports });
    const recorded = { ...ports, environment: withInputs(ports, prepared) };
    const results = await runAll(db, { ...parts, ports: recorded, experiment });
    ports.report({
      type: "experiment.finished",
      experiment: experiment.id,
      results,
      seconds: (performance.now() - started) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    });
    return results;
  });
}

/** The environment with what the config's paths led to: another file there is another experiment. */
function withInputs(
  { environment, baseDir }: ExperimentPorts,
  { backbone, config }: PreparedExperiment,
): Environment {
  if (!backbone) return { ...environment, configFolder: baseDir };
  const { sha256, cut, numFeatures, numParameters, inputRange } = backbone;
  const url = config.backbone?.kind === "url" ? { url: config.backbone.url } : {};
  return {
    ...environment,
    configFolder: baseDir,
    backbone: { ...url, sha256, cut, numFeatures, numParameters, inputRange },
  };
}

interface RegisteredExperiment {
  readonly id: number;
  /** Database ids of the images, by position. */
  readonly imageIds: readonly number[];
  /** Database ids of the splits, by repeat. */
  readonly splitIds: readonly number[];
}

interface ExperimentParts {
  readonly config: ExperimentConfig;
  readonly prepared: PreparedExperiment;
  readonly ports: ExperimentPorts;
}

async function registerExperiment(
  db: Db,
  { config, prepared, ports }: ExperimentParts,
): Promise<RegisteredExperiment> {
  const { images, splits, nearDuplicates } = prepared;
  const { datasetId, imageIds } = await registerDataset(db, {
    name: images.name,
    kind: images.kind,
    fingerprint: images.fingerprint,
    classes: images.classes,
    images: images.items.map(({ tile, ...item }) => ({
      ...item,
      ...(tile && { tileX: tile.x, tileY: tile.y }),
    })),
    preview: (position) => encodePreview(images, position),
    previewSide: images.imageSize,
  });
  await storeNearDuplicates(db, { datasetId, imageIds }, nearDuplicates);
  const splitIds: number[] = [];
  for (const [repeat, parts] of splits.entries()) {
    const seed = seedOfRepeat(config, repeat);
    const hashes = images.items.map((item) => item.hash);
    splitIds.push(await registerSplit(db, { datasetId, imageIds, hashes, seed, repeat, parts }));
  }
  const id = await createExperiment(db, {
    name: config.name,
    config,
    datasetId,
    numSkipped: images.skipped.length,
  });
  ports.report({
    type: "experiment.started",
    experiment: id,
    name: config.name,
    numRuns: config.methods.length * config.repeats,
    database: dbPath(ports.home),
  });
  return { id, imageIds, splitIds };
}

async function runAll(
  db: Db,
  { config, prepared, ports, experiment }: ExperimentParts & { experiment: RegisteredExperiment },
): Promise<RunResult[]> {
  const { name, version, detail } = prepared.engine;
  const features = new FeatureCache({
    folder: path.join(ports.home, "cache", "features"),
    engine: `${name} ${version}, ${detail}`,
  });
  const results: RunResult[] = [];
  for (let repeat = 0; repeat < config.repeats; repeat++) {
    const task = buildTask(prepared, { features, repeat, seed: seedOfRepeat(config, repeat) });
    for (const method of config.methods) {
      if (ports.signal.aborted) return results;
      results.push(
        await runMethod(db, {
          method,
          task,
          repeat,
          imageIds: experiment.imageIds,
          engine: prepared.engine,
          experimentId: experiment.id,
          splitId: experiment.splitIds[repeat]!,
          device: config.device,
          ports,
        }),
      );
    }
  }
  return results;
}

function buildTask(
  { images, together, splits, backbone, engine }: PreparedExperiment,
  { features, repeat, seed }: { features: FeatureCache; repeat: number; seed: number },
): TransferTask {
  const parts = splits[repeat]!;
  const positionsOf = (part: string) =>
    Int32Array.from(parts.flatMap((own, position) => (own === part ? [position] : [])));
  return {
    pixels: images.pixels,
    imageSize: images.imageSize,
    labels: Int32Array.from(images.items, (item) => item.label),
    classNames: images.classes,
    units: unitKeys({
      keys: images.items.map((item) => item.hash),
      groups: images.items.map((item) => item.group),
      pairs: together,
    }),
    train: positionsOf("train"),
    validation: positionsOf("validation"),
    test: positionsOf("test"),
    backbone,
    features,
    seed,
    engineName: engine.name,
  };
}
