// Fills $GRAFT_HOME for the benchmark: `tsx apps/web/bench/seed.ts [runs] [points] [long curve]`.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { createRng, deriveSeed, gaussian } from "@graft/core/analysis/random";
import type { RunEvent } from "@graft/core/contract";
import { closeDb, createExperiment, type Db, openDb, startRun } from "@graft/db";
import { dbPath, graftHome } from "@graft/db/home";
import {
  type DemoDataset,
  type DemoSplit,
  seedDataset,
  seedSplit,
} from "../src/testing/demo-dataset.ts";
import {
  DEMO_KINDS,
  DEMO_METHODS,
  type DemoKind,
  demoPredictions,
} from "../src/testing/demo-runs.ts";

export interface BenchSize {
  readonly runs: number;
  /** Points of each of the 20 metrics of a run. */
  readonly points: number;
  /** Points of the one long curve. */
  readonly longCurve: number;
}

export const FULL_SIZE: BenchSize = { runs: 1000, points: 1000, longCurve: 1_000_000 };

/** `images-per-second` and `seconds` are logged with every epoch; with these there are 20. */
const METRIC_KEYS = [
  ...["train", "validation"].flatMap((part) => [`${part}/loss`, `${part}/accuracy`]),
  "learning-rate",
  ...Array.from({ length: 13 }, (_, layer) => `layer-${layer}/gradient-norm`),
];
/** Repeats with a split of their own; runs of an experiment are 4 methods times these. */
const REPEATS = 5;
/** Events per transaction. */
const BATCH = 1000;

/** Fills a database through the recorder that the trainer uses; gives the id of the run with the long curve. */
export async function seedBench(
  db: Db,
  { runs, points, longCurve }: BenchSize,
  report: (done: number) => void,
): Promise<number> {
  const dataset = await seedDataset(db, {
    name: "bench images",
    classNames: ["drawing", "photo"],
    perClass: 150,
  });
  const splits: DemoSplit[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    splits.push(await seedSplit(db, dataset, repeat));
  }
  const perExperiment = DEMO_KINDS.length * REPEATS;
  let experimentId = 0;
  for (let index = 0; index < runs; index++) {
    if (index % perExperiment === 0) {
      const name = `bench ${String(index / perExperiment + 1).padStart(2, "0")}`;
      experimentId = await createExperiment(db, { name, config: { name }, datasetId: dataset.id });
    }
    const kind = DEMO_KINDS[index % DEMO_KINDS.length] ?? "scratch";
    const split = splits[Math.floor(index / DEMO_KINDS.length) % REPEATS];
    if (!split) continue;
    await writeRun(db, { experimentId, dataset, split, kind, seed: index, points });
    report(index + 1);
  }
  const [split] = splits;
  if (!split) throw new Error("There is no split.");
  return await writeLongRun(db, { experimentId, dataset, split, points: longCurve });
}

interface BenchRun {
  readonly experimentId: number;
  readonly dataset: DemoDataset;
  readonly split: DemoSplit;
  readonly points: number;
}

async function open(db: Db, run: BenchRun, { kind, seed }: { kind: DemoKind; seed: number }) {
  const recorder = await startRun(db, {
    experimentId: run.experimentId,
    method: kind,
    repeat: run.split.repeat,
    seed,
    splitId: run.split.id,
    config: DEMO_METHODS[kind],
    environment: { node: process.versions.node, command: "pnpm bench:web" },
    device: "auto",
    backend: "wasm",
    backendReason: "a made-up run of the benchmark",
  });
  await recorder.append({
    type: "run.started",
    method: kind,
    repeat: run.split.repeat,
    numTrain: run.dataset.imageIds.length - run.split.test.length,
    numValidation: 0,
    numTest: run.split.test.length,
    backend: "wasm",
  });
  return recorder;
}

async function writeRun(
  db: Db,
  { kind, seed, ...run }: BenchRun & { kind: DemoKind; seed: number },
): Promise<void> {
  const recorder = await open(db, run, { kind, seed });
  const rng = createRng(deriveSeed(seed, "bench"));
  const epochs = Array.from({ length: run.points }, (_, i) => {
    const metrics = METRIC_KEYS.map((key, at) => [key, curveAt(i, at) + 0.02 * gaussian(rng)]);
    return epoch(i + 1, { epochs: run.points, metrics: Object.fromEntries(metrics) });
  });
  await recorder.appendAll(epochs);
  const rows = demoPredictions(kind, { dataset: run.dataset, split: run.split, seed });
  await recorder.appendPredictions(rows);
  const hits = rows.filter((row) => row.predicted === row.trueLabel).length;
  await recorder.appendAll([
    { type: "predictions", count: rows.length, accuracy: hits / rows.length },
    { type: "run.finished", seconds: 60 + 200 * rng() },
  ]);
  await recorder.close();
}

async function writeLongRun(db: Db, run: BenchRun): Promise<number> {
  const recorder = await open(db, run, { kind: "scratch", seed: 1 });
  const rng = createRng(deriveSeed(1, "long curve"));
  for (let start = 0; start < run.points; start += BATCH) {
    const count = Math.min(BATCH, run.points - start);
    await recorder.appendAll(
      Array.from({ length: count }, (_, i) => {
        const loss = curveAt((1000 * (start + i)) / run.points, 0) + 0.05 * gaussian(rng);
        return epoch(start + i + 1, { epochs: run.points, metrics: { "train/loss": loss } });
      }),
    );
  }
  await recorder.append({ type: "run.finished", seconds: run.points * 0.2 });
  await recorder.close();
  return recorder.id;
}

function epoch(
  number: number,
  { epochs, metrics }: { epochs: number; metrics: Record<string, number> },
): RunEvent {
  return {
    type: "epoch.finished",
    epoch: number,
    epochs,
    metrics,
    imagesPerSecond: 11,
    seconds: number * 0.2,
  };
}

/** A falling curve; each of the 18 falls at its own pace. */
function curveAt(step: number, metric: number): number {
  return 0.1 + 0.6 * Math.exp((-step * (1 + metric)) / 1500);
}

const [runs = FULL_SIZE.runs, points = FULL_SIZE.points, longCurve = FULL_SIZE.longCurve] =
  process.argv.slice(2).map(Number);
const started = performance.now();
const db = await openDb({ path: dbPath() });
const longRun = await seedBench(db, { runs, points, longCurve }, (done) => {
  if (done % 50 === 0) process.stderr.write(`${done} of ${runs} runs\n`);
});
await closeDb(db);
const seconds = Math.round((performance.now() - started) / 1000);
const about = { runs, points, longCurve, longRun, seconds };
writeFileSync(path.join(graftHome(), "bench.json"), `${JSON.stringify(about)}\n`);
process.stderr.write(`Filled in ${seconds} s.\n`);
