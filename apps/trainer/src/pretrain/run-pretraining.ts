import { createHash } from "node:crypto";
import path from "node:path";
import type { PretrainConfig } from "@graft/core/contract";
import { createExperiment, type Db, registerDataset, registerSplit } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { requireMemory } from "../dataset/cache/require-memory.ts";
import { type ImagesPlan, numImages, planImages } from "../drawing/images-plan.ts";
import type { Engine } from "../engine/engine.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import type { MethodEvent } from "../methods/transfer-method.ts";
import type { RunResult } from "../report/reporter.ts";
import type { ExperimentPorts } from "../run/ports.ts";
import { openReportedEngine } from "../run/prepare-experiment.ts";
import { withRecordingDb } from "../run/recording-db.ts";

import { recordRun } from "../run/run-method.ts";
import { removeCheckpoint } from "./checkpoint.ts";
import { openImageStore, requireImageRoom } from "./image-store.ts";
import { pretrain } from "./pretrain.ts";
import { drawUnseen, type UnseenPrograms, unseenDataset } from "./probe.ts";

export type PretrainPorts = Omit<ExperimentPorts, "baseDir">;

export interface PretrainResult {
  readonly run: RunResult;
  /** Folder that the backbone was written to; null for a run that did not finish. */
  readonly folder: string | null;
}

/**
 * Images -> net -> probe -> backbone: the whole pretraining, recorded as a run like any other.
 *
 * Started again after an interruption it resumes after the last whole epoch, as a new run that repeats
 * what the earlier ones logged.
 *
 * @throws {AppError} when the device, the disk or the database is at fault.
 */
export async function runPretraining(
  config: PretrainConfig,
  ports: PretrainPorts,
): Promise<PretrainResult> {
  return await withRecordingDb(ports, (db) => drawAndTrain(db, config, ports));
}

async function drawAndTrain(
  db: Db,
  config: PretrainConfig,
  ports: PretrainPorts,
): Promise<PretrainResult> {
  const { home, signal, report } = ports;
  const plans = plansOf(config);
  const cacheDir = path.join(home, "cache");
  requireMemory(
    { count: numImages(plans.unseen), imageSize: plans.unseen.size },
    "images.unseenPrograms, images.perUnseenProgram or net.imageSize",
  );
  await requireImageRoom(plans.unseen, cacheDir);
  await requireImageRoom(plans.training, cacheDir);
  const engine = await openReportedEngine(config.device, report);
  const started = performance.now();
  const drawing = {
    cacheDir,
    signal,
    onProgress: (progress: { done: number; total: number; imagesPerSecond: number }) =>
      report({ type: "dataset.progress", ...progress }),
  };
  const unseen = await drawUnseen(plans.unseen, drawing);
  const store = await openImageStore(plans.training, drawing);
  try {
    report({
      type: "dataset.ready",
      name: `${plans.training.programs} programs to learn, ${unseen.numClasses} unseen`,
      numImages: numImages(plans.training) + numImages(plans.unseen),
      classes: [`${unseen.classNames[0]}`, "…"],
      skipped: [],
      warnings: [],
      seconds: (performance.now() - started) / 1000,
    });
    const folder = path.join(home, "backbones", config.name);
    const key = keyOf(config, plans, engine);
    const file = path.join(home, "checkpoints", `${config.name}-${key.slice(0, 12)}.bin`);
    const job = { config, plan: plans.training, store, unseen, checkpoint: { file, key } };
    const start = (signal: AbortSignal) => exported(pretrain(job, signal), folder);
    const run = await record(db, { config, unseen, engine, ports, start });
    if (run.status === "finished") await removeCheckpoint(file);
    return { run, folder: run.status === "finished" ? folder : null };
  } finally {
    store.close();
  }
}

function plansOf({ seed, images, net }: PretrainConfig) {
  const { programs, perProgram, margin, unseenPrograms, perUnseenProgram } = images;
  const training = { seed, part: "training", programs, perProgram, size: net.imageSize + margin };
  const unseen = {
    seed,
    part: "unseen",
    programs: unseenPrograms,
    perProgram: perUnseenProgram,
    size: net.imageSize,
  };
  return {
    training: planImages(training as ImagesPlan),
    unseen: planImages(unseen as ImagesPlan),
  };
}

/** Of everything that decides the weights: another engine rounds differently. */
function keyOf(config: PretrainConfig, plans: object, engine: Engine): string {
  const { seed, net, training } = config;
  const parts = { seed, net, training, plans, engine: `${engine.name} ${engine.version}` };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The same events; the model's files are written to a folder on the way. */
async function* exported(events: AsyncIterable<MethodEvent>, folder: string) {
  for await (const event of events) {
    if (event.type === "model") {
      for (const { name, bytes } of event.files) {
        await writeAtomically(path.join(folder, name), [bytes]);
      }
    }
    yield event;
  }
}

interface Recording {
  readonly config: PretrainConfig;
  readonly unseen: UnseenPrograms;
  readonly engine: Engine;
  readonly ports: PretrainPorts;
  readonly start: (signal: AbortSignal) => AsyncIterable<MethodEvent>;
}

async function record(
  db: Db,
  { config, unseen, engine, ports, start }: Recording,
): Promise<RunResult> {
  const dataset = unseenDataset(unseen);
  const { datasetId, imageIds } = await registerDataset(db, dataset);
  const isTest = new Set(unseen.test);
  const parts = Array.from(unseen.labels, (_, position) =>
    isTest.has(position) ? "test" : "train",
  );
  const hashes = dataset.images.map(({ hash }) => hash);
  const split = { datasetId, imageIds, hashes, seed: config.seed, repeat: 0, parts } as const;
  const splitId = await registerSplit(db, split as Parameters<typeof registerSplit>[1]);
  const experimentId = await createExperiment(db, { name: config.name, config, datasetId });
  const { name, device, seed, ...settings } = config;
  ports.report({
    type: "experiment.started",
    experiment: experimentId,
    name,
    numRuns: 1,
    database: dbPath(ports.home),
  });
  return recordRun(db, {
    kind: "pretraining",
    settings: { kind: "pretraining", ...settings },
    start,
    task: { ...unseen, validation: new Int32Array(0), seed },
    repeat: 0,
    imageIds,
    engine,
    experimentId,
    splitId,
    device,
    ports: { ...ports, baseDir: "" },
  });
}
