import { createExperiment, type Db, type RunRecorder } from "@graft/db";
import { type DemoDataset, seedDataset, seedSplit } from "./demo-dataset.ts";
import {
  appendResult,
  appendTraining,
  DEMO_KINDS,
  DEMO_METHODS,
  type DemoKind,
  type DemoRun,
  startDemoRun,
} from "./demo-runs.ts";

export interface Demo {
  readonly dataset: DemoDataset;
  readonly experimentId: number;
  /** Finished runs of both repeats: by method, the id of the first repeat and of the second. */
  readonly finished: Readonly<Record<DemoKind, readonly [number, number]>>;
  readonly failed: number;
  readonly cancelled: number;
  /** Of this process: it is running for as long as the process lives. */
  readonly open: number;
  /** A finished run on another data set with other classes. */
  readonly other: number;
  /** Continues the open run. */
  readonly openRun: DemoRun;
}

/** Fills an empty database through the real write path; the same numbers and images every time. */
export async function seedDemo(db: Db): Promise<Demo> {
  const other = await seedOther(db);
  const dataset = await seedDataset(db, {
    name: "photo-vs-drawing",
    classNames: ["drawing", "photo"],
    perClass: 150,
  });
  const experimentId = await createExperiment(db, {
    name: "photo-vs-drawing",
    config: experimentConfig("photo-vs-drawing"),
    datasetId: dataset.id,
  });
  const splits = [await seedSplit(db, dataset, 0), await seedSplit(db, dataset, 1)] as const;
  const run = (kind: DemoKind, repeat: 0 | 1) => ({
    experimentId,
    dataset,
    split: splits[repeat],
    kind,
  });
  const both = async (kind: DemoKind) =>
    [await finishedRun(db, run(kind, 0)), await finishedRun(db, run(kind, 1))] as const;
  return {
    dataset,
    experimentId,
    finished: {
      "fine-tuned": await both("fine-tuned"),
      scratch: await both("scratch"),
      "raw-pixels": await both("raw-pixels"),
      "frozen-features": await both("frozen-features"),
    },
    failed: await failedRun(db, run("scratch", 0)),
    cancelled: await cancelledRun(db, run("fine-tuned", 0)),
    open: await openRun(db, run("fine-tuned", 1)),
    other,
    openRun: run("fine-tuned", 1),
  };
}

function experimentConfig(name: string) {
  return {
    name,
    seed: 1,
    dataset: { kind: "folder", path: `../data/${name}`, imageSize: 224, onBadImage: "fail" },
    split: { train: 200, test: 100, validation: 0, stratify: true },
    backbone: { kind: "file", path: "../models/net/model.json", inputRange: [-1, 1], cut: "auto" },
    methods: DEMO_KINDS.map((kind) => DEMO_METHODS[kind]),
    repeats: 2,
    device: "auto",
  };
}

async function finishedRun(db: Db, run: DemoRun): Promise<number> {
  const recorder = await startDemoRun(db, run);
  await appendTraining(recorder, run.kind);
  await appendResult(recorder, run);
  await recorder.close();
  await lengthen(db, recorder.id);
  return recorder.id;
}

/** Moves the start of a run back, so that it took as long as it says and not the moment it was written in. */
async function lengthen(db: Db, id: number): Promise<void> {
  const { finishedAt, seconds } = await db.run.findUniqueOrThrow({ where: { id } });
  const end = finishedAt?.getTime() ?? 0;
  await db.run.update({
    where: { id },
    data: { startedAt: new Date(end - (seconds ?? 0) * 1000) },
  });
}

async function failedRun(db: Db, run: DemoRun): Promise<number> {
  const recorder = await startDemoRun(db, run);
  await appendTraining(recorder, run.kind, 2);
  await recorder.append({
    type: "run.failed",
    code: "TRAINING_DIVERGED",
    message: "In epoch 3, train/loss became NaN.",
    hint: "Lower the learning rate, or check the backbone's input range.",
  });
  await recorder.close();
  return recorder.id;
}

async function cancelledRun(db: Db, run: DemoRun): Promise<number> {
  const recorder = await startDemoRun(db, run);
  await appendTraining(recorder, run.kind, 5);
  await recorder.append({ type: "run.cancelled", reason: "stopped with Ctrl-C" });
  await recorder.close();
  return recorder.id;
}

async function openRun(db: Db, run: DemoRun): Promise<number> {
  const recorder = await startDemoRun(db, run);
  await appendTraining(recorder, run.kind, 3);
  await recorder.close();
  return recorder.id;
}

async function seedOther(db: Db): Promise<number> {
  const dataset = await seedDataset(db, {
    name: "three styles",
    classNames: ["drawing", "photo", "sketch"],
    perClass: 30,
  });
  const experimentId = await createExperiment(db, {
    name: "three-styles",
    config: experimentConfig("three-styles"),
    datasetId: dataset.id,
  });
  const split = await seedSplit(db, dataset, 0);
  return await finishedRun(db, { experimentId, dataset, split, kind: "frozen-features" });
}

export interface SmallDemo {
  readonly run: DemoRun;
  /** Of a run that has only logged its start. */
  readonly recorder: RunRecorder;
}

/** Six images, one experiment, one run of this process that has just started. */
export async function seedSmall(db: Db): Promise<SmallDemo> {
  const dataset = await seedDataset(db, {
    name: "six",
    classNames: ["drawing", "photo"],
    perClass: 3,
  });
  const experimentId = await createExperiment(db, {
    name: "six",
    config: { name: "six" },
    datasetId: dataset.id,
  });
  const split = await seedSplit(db, dataset, 0);
  const run = { experimentId, dataset, split, kind: "scratch" } as const;
  return { run, recorder: await startDemoRun(db, run) };
}
