import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { METHOD_KINDS } from "@graft/core/contract";
import { artifactPath, closeDb, type Db, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer, type TrainerResult } from "../testing/trainer-process.ts";

let tiny: TinyExperiment;
let first: TrainerResult;
let db: Db;

beforeAll(async () => {
  tiny = await tinyExperiment();
  first = await runTrainer(["run", "--config", tiny.configFile, "--json"], { home: tiny.home });
  db = await openDb({ path: dbPath(tiny.home) });
});

afterAll(async () => {
  await closeDb(db);
  await tiny.dispose();
});

function eventsOf({ stdout }: TrainerResult): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("standard output is one JSON object per event and nothing else", () => {
  expect(first.status, first.stderr).toBe(0);
  const types = eventsOf(first).map(({ type }) => type);
  expect(types.filter((type) => type === "run.finished")).toHaveLength(4);
  expect(types.at(0)).toBe("engine.ready");
  expect(types.at(-1)).toBe("experiment.finished");
});

test("four finished runs on one split, each with every test prediction and its settings", async () => {
  const runs = await db.run.findMany({ include: { predictions: true }, orderBy: { id: "asc" } });
  expect(runs.map(({ method, status }) => [method, status])).toEqual(
    METHOD_KINDS.map((kind) => [kind, "finished"]),
  );
  expect(new Set(runs.map(({ splitId }) => splitId)).size).toBe(1);
  const testImages = await db.splitMember.findMany({ where: { part: "test" } });
  const expected = testImages.map(({ imageId }) => imageId).sort((a, b) => a - b);
  for (const run of runs) {
    expect(run.predictions.map(({ imageId }) => imageId).sort((a, b) => a - b)).toEqual(expected);
    const right = run.predictions.filter(({ trueLabel, predicted }) => trueLabel === predicted);
    expect(run.accuracy).toBeCloseTo(right.length / 20, 12);
    for (const { probabilities } of run.predictions) {
      const sum = (JSON.parse(probabilities) as number[]).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    expect(JSON.parse(run.config)).toMatchObject({ kind: run.method });
    expect(JSON.parse(run.environment)).toMatchObject({
      node: process.versions.node,
      backbone: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), numFeatures: 24 },
    });
    expect(run.backend).toBe("wasm");
  }
});

test("training logged an epoch's metrics per step, the classical methods their selection", async () => {
  const losses = await db.metric.findMany({ where: { key: "train/loss" } });
  expect(losses.map(({ step }) => step).sort((a, b) => a - b)).toEqual([1, 1, 2, 2]);
  const selections = await db.runEvent.findMany({ where: { type: "selection" } });
  expect(selections.length).toBeGreaterThanOrEqual(2);
});

test("the fine-tuned net is stored under its hash, with the class names inside", async () => {
  const [model] = await db.artifact.findMany({ where: { name: "model.json" }, take: 1 });
  const bytes = await readFile(artifactPath(tiny.home, model!.sha256));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(model!.sha256);
  expect(bytes.toString()).toContain('"blobs"');
});

test("the same config and seed give the same metrics and predictions, bit for bit", async () => {
  const home = path.join(tiny.folder, "again");
  const second = await runTrainer(["run", "--config", tiny.configFile, "--json"], { home });
  expect(second.status, second.stderr).toBe(0);
  const other = await openDb({ path: dbPath(home) });
  expect(await resultsIn(other)).toEqual(await resultsIn(db));
  await closeDb(other);
});

/** What may differ between two runs of the same thing. */
const TIMES: ReadonlySet<string> = new Set(["seconds", "images-per-second"]);

async function resultsIn(source: Db): Promise<unknown> {
  const runs = await source.run.findMany({
    orderBy: { id: "asc" },
    include: { predictions: { include: { image: true } }, metrics: true },
  });
  return runs.map(({ method, accuracy, predictions, metrics }) => ({
    method,
    accuracy,
    predictions: inOrder(
      predictions.map(({ image, ...row }) => `${image.hash} ${row.predicted} ${row.probabilities}`),
    ),
    metrics: inOrder(
      metrics
        .filter(({ key }) => !TIMES.has(key))
        .map(({ key, step, value }) => `${key} ${step} ${value}`),
    ),
  }));
}

function inOrder(lines: readonly string[]): string[] {
  return lines.toSorted((a, b) => (a < b ? -1 : 1));
}

test("another seed gives another split", async () => {
  const result = await runTrainer(
    ["run", "--config", tiny.configFile, "--method", "raw-pixels", "--set", "seed=2"],
    { home: tiny.home },
  );
  expect(result.status, result.stderr).toBe(0);
  expect(result.stdout).toContain("95% interval");
  const splits = await db.split.findMany();
  expect(splits).toHaveLength(2);
  expect(new Set(splits.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  expect(await db.dataset.count()).toBe(1);
});
