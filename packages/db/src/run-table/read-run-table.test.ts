import { parseRunQuery } from "@graft/core/contract/run-query";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SampleExperiment, sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { readExtraNames } from "./extra-columns.ts";
import { readRunTable } from "./read-run-table.ts";

let temp: TempDb;
let experiment: SampleExperiment;
/** Runs by what they are in the tests. */
const ids = { best: 0, named: 0, crashed: 0, failed: 0, archived: 0, deleted: 0 };

beforeAll(async () => {
  temp = await tempDb();
  experiment = await sampleExperiment(temp.db);
  ids.best = await run({ accuracy: 0.95, numTested: 2, seconds: 12, startedAt: "2026-11-02" });
  await temp.db.tag.createMany({
    data: ["best", "for the paper"].map((name) => ({ runId: ids.best, name })),
  });
  ids.named = await run({
    name: "Fifty% off_",
    accuracy: 0.5,
    method: "scratch",
    repeat: 1,
    seed: 9,
    config: JSON.stringify({ learningRate: 0.01, dropout: "off", flip: true }),
  });
  await temp.db.note.create({ data: { runId: ids.named, text: "an old note" } });
  await temp.db.note.create({ data: { runId: ids.named, text: "Learning rate too high" } });
  ids.crashed = await run({ status: "running", pid: 2 ** 30, processStart: "" });
  ids.failed = await run({
    status: "failed",
    errorCode: "TRAINING_DIVERGED",
    config: JSON.stringify({ learningRate: "auto", dropout: 0, flip: false }),
  });
  ids.archived = await run({ archivedAt: new Date() });
  ids.deleted = await run({ deletedAt: new Date() });
});
afterAll(() => temp.dispose());

interface RunData {
  /** A day, such as 2026-11-02. */
  readonly startedAt?: string;
  readonly [field: string]: unknown;
}

async function run({ startedAt, ...data }: RunData): Promise<number> {
  const recorder = await sampleRun(temp.db, experiment);
  await recorder.append({
    type: "epoch.finished",
    epoch: 1,
    epochs: 2,
    metrics: { "train/loss": 1 },
    imagesPerSecond: 1,
    seconds: 1,
  });
  await recorder.append({
    type: "epoch.finished",
    epoch: 2,
    epochs: 2,
    metrics: { "train/loss": recorder.id / 100 },
    imagesPerSecond: 1,
    seconds: 1,
  });
  await recorder.append({ type: "run.finished", seconds: 1 });
  await recorder.close();
  const started = startedAt ? { startedAt: new Date(`${startedAt}T10:00:00Z`) } : {};
  await temp.db.run.update({ where: { id: recorder.id }, data: { ...data, ...started } });
  return recorder.id;
}

async function find(text: string): Promise<string[]> {
  const parsed = parseRunQuery(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const rows = await readRunTable(temp.db, { filter: parsed.filter });
  return rows
    .map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? "?")
    .sort();
}

test.each([
  ["", ["best", "crashed", "failed", "named"]],
  ["accuracy > 90%", ["best"]],
  ["accuracy = 0.95", ["best"]],
  ["not accuracy > 90%", ["crashed", "failed", "named"]],
  ["accuracy != 0.95", ["crashed", "failed", "named"]],
  ["status = crashed", ["crashed"]],
  ["status = running", []],
  ["status in (failed, crashed)", ["crashed", "failed"]],
  ["tag = BEST or method = scratch", ["best", "named"]],
  ["tag != best", ["crashed", "failed", "named"]],
  ["tag ~ paper", ["best"]],
  ["note ~ 'LEARNING RATE'", ["named"]],
  ["note ~ old", []],
  ["name = 'fifty% off_'", ["named"]],
  ["name ~ %", ["named"]],
  ["name ~ '_ff'", []],
  ["started >= 2026-11-02 and started < 2026-11-03", ["best"]],
  ["started = 2026-11-02T10", ["best"]],
  ["repeat = 2 and seed = 9", ["named"]],
  ["metric.train/loss < 0.015", ["best"]],
  ["metric.none > 0", []],
  ["config.folds = 5 and config.kind = frozen-features", ["best", "crashed"]],
  ["config.learningRate > 0.001", ["named"]],
  ["config.learningRate = auto", ["failed"]],
  ["config.dropout = 0", ["failed"]],
  ["config.dropout < 1", ["failed"]],
  ["config.flip = true", ["named"]],
  ["config.flip != true", ["best", "crashed", "failed"]],
  ["config.learningRate ~ 0.01", ["named"]],
  ["diverged", ["failed"]],
  ["frozen and not scratch", ["best", "crashed", "failed"]],
  ['"\'; DROP TABLE Run; --"', []],
  ["name = \"x' OR '1'='1\"", []],
])("%s", async (text, expected) => {
  expect(await find(text)).toEqual(expected);
});

async function shelf(name: "archived" | "deleted"): Promise<number[]> {
  return (await readRunTable(temp.db, { shelf: name })).map(({ id }) => id);
}

test("runs put away and runs in the bin are on shelves of their own", async () => {
  expect(await shelf("archived")).toEqual([ids.archived]);
  expect(await shelf("deleted")).toEqual([ids.deleted]);
});

test("a row has its words, and the columns that were asked for", async () => {
  const extra = ["metric.train/loss", "config.folds", "config.classifiers", "metric.none", "seed"];
  const [row] = await readRunTable(temp.db, { ids: [ids.best], extra });
  expect(row).toMatchObject({
    tags: ["best", "for the paper"],
    note: "",
    pinned: false,
    numTest: 2,
    numTrain: 4,
  });
  expect(row?.extra).toEqual({
    "metric.train/loss": ids.best / 100,
    "config.folds": 5,
    "config.classifiers": '["logistic-regression"]',
  });
  expect(await readExtraNames(temp.db)).toEqual([
    "config.classifiers",
    "config.dropout",
    "config.features",
    "config.flip",
    "config.folds",
    "config.learningRate",
    "metric.images-per-second",
    "metric.seconds",
    "metric.train/loss",
  ]);
});

test("a truth value reads as it is written in the settings", async () => {
  const [row] = await readRunTable(temp.db, { ids: [ids.named], extra: ["config.flip"] });
  expect(row?.extra).toEqual({ "config.flip": "true" });
});

test("runs that differ in seed and repeat only are repeats of each other", async () => {
  const rows = await readRunTable(temp.db);
  const settings = new Map(rows.map((row) => [row.id, row.settings]));
  expect(settings.get(ids.crashed)).toBe(settings.get(ids.best));
  expect(settings.get(ids.failed)).not.toBe(settings.get(ids.best));
  expect(settings.get(ids.named)).not.toBe(settings.get(ids.best));
});

test("equal to a number means equal as people write it, not in the last bit", async () => {
  const id = await run({ accuracy: 0.1 + 0.2 });
  const finds = async (text: string) => {
    const parsed = parseRunQuery(text);
    if (!parsed.ok) throw new Error(parsed.fault.message);
    const rows = await readRunTable(temp.db, { filter: parsed.filter });
    return rows.some((row) => row.id === id);
  };
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(await finds("accuracy = 0.3")).toBe(true);
  expect(await finds("accuracy = 30%")).toBe(true);
  expect(await finds("accuracy != 0.3")).toBe(false);
  expect(await finds("accuracy = 0.30000001")).toBe(false);
  expect(await finds("accuracy = 0.29999999")).toBe(false);
  expect(await finds("accuracy != 0.30000001")).toBe(true);
});
