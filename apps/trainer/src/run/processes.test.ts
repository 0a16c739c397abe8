import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { closeDb, type Db, listRuns, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer, startTrainer } from "../testing/trainer-process.ts";

let tiny: TinyExperiment;

beforeAll(async () => {
  tiny = await tinyExperiment();
});
afterAll(() => tiny.dispose());

/** Starts a training that would take very long, and waits until `epochs` of them have been said. */
async function startLongTraining(home: string, epochs: number) {
  const args = ["run", "--config", tiny.configFile, "--json", "--method", "scratch"];
  const endless = ["methods.scratch.epochs=10000", "methods.scratch.batchSize=1"];
  const child = startTrainer([...args, ...endless.flatMap((one) => ["--set", one])], { home });
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    if ((JSON.parse(line) as { type: string }).type === "epoch.finished") seen += 1;
    if (seen >= epochs) return child;
  }
  throw new Error(`The trainer ended after ${seen} epochs.`);
}

/** Reads as a dashboard does, twenty times a second. @throws When a single read fails. */
async function readWhile(db: Db, isWanted: () => boolean): Promise<void> {
  while (isWanted()) {
    await Promise.all([listRuns(db), db.metric.findMany(), db.prediction.count()]);
    await setTimeout(50);
  }
}

async function storedIn(home: string) {
  const db = await openDb({ path: dbPath(home) });
  try {
    const losses = await db.metric.findMany({
      where: { key: "train/loss" },
      orderBy: { step: "asc" },
    });
    const integrity =
      await db.$queryRawUnsafe<{ integrity_check: string }[]>("PRAGMA integrity_check");
    return {
      runs: await listRuns(db),
      steps: losses.map(({ step }) => step),
      integrity: integrity.map((row) => row.integrity_check),
    };
  } finally {
    await closeDb(db);
  }
}

test("kill -9 in training: the run reads as crashed, all finished epochs are there, the file is sound", async () => {
  const home = path.join(tiny.folder, "killed");
  const child = await startLongTraining(home, 3);
  child.kill("SIGKILL");
  await once(child, "close");

  const listed = await runTrainer(["list"], { home });
  expect(listed.stdout).toMatch(/scratch +crashed/);
  const { runs, steps, integrity } = await storedIn(home);
  expect(runs.map(({ status }) => status)).toEqual(["crashed"]);
  expect(steps.length).toBeGreaterThanOrEqual(3);
  expect(steps).toEqual(steps.map((_, index) => index + 1));
  expect(integrity).toEqual(["ok"]);
});

test("a model that cannot be stored fails its run, and no other starts", async () => {
  const home = path.join(tiny.folder, "blocked");
  await mkdir(home);
  await writeFile(path.join(home, "artifacts"), "in the way");
  const args = [
    "run",
    "--config",
    tiny.configFile,
    "--method",
    "scratch",
    "--method",
    "raw-pixels",
  ];
  const { status, stderr } = await runTrainer(args, { home });
  expect(status).not.toBe(0);
  expect(stderr).toContain("artifacts");

  const { runs } = await storedIn(home);
  expect(runs.map(({ method, status: end }) => [method, end])).toEqual([["scratch", "failed"]]);
});

test("Ctrl-C stops at the next batch, keeps what was logged and marks the run cancelled", async () => {
  const home = path.join(tiny.folder, "stopped");
  const child = await startLongTraining(home, 2);
  child.kill("SIGINT");
  const [status] = (await once(child, "close")) as [number | null];

  expect(status).toBe(130);
  const { runs, steps } = await storedIn(home);
  expect(runs.map((run) => run.status)).toEqual(["cancelled"]);
  expect(steps.length).toBeGreaterThanOrEqual(2);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s is answered in the midst of a fit while a classifier is chosen, and the run is cancelled",
  async (signal) => {
    const home = path.join(tiny.folder, `choosing-${signal}`);
    // 49,152 pixels: each of the fits takes seconds, and all of them minutes.
    const config = await tiny.write({
      dataset: { kind: "folder", path: "images", imageSize: 128 },
      methods: [{ kind: "raw-pixels", pixelSize: 128 }],
    });
    const child = startTrainer(["run", "--config", config, "--json"], { home });
    const phases: string[] = [];
    for await (const line of createInterface({ input: child.stdout! })) {
      const { phase } = JSON.parse(line) as { phase?: string };
      if (phase !== undefined) phases.push(phase);
      if (phase?.startsWith("choosing a classifier")) break;
    }
    child.kill(signal);
    const [status] = (await once(child, "close")) as [number | null];

    expect(phases.at(-1)).toMatch(/^choosing a classifier/);
    expect(status).toBe(130);
    const { runs, integrity } = await storedIn(home);
    expect(runs.map((run) => run.status)).toEqual(["cancelled"]);
    expect(integrity).toEqual(["ok"]);
  },
);

test("a closed output stops the training, and the run ends as cancelled", async () => {
  const home = path.join(tiny.folder, "unread");
  const child = await startLongTraining(home, 2);
  child.stdout?.destroy();
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const [status] = (await once(child, "close")) as [number | null];

  expect([status, errors]).toEqual([130, ""]);
  const { runs } = await storedIn(home);
  expect(runs.map((run) => run.status)).toEqual(["cancelled"]);
});

test("two trainers at once and a reader: no error, nothing lost", async () => {
  const home = path.join(tiny.folder, "shared");
  const db = await openDb({ path: dbPath(home) });
  const args = ["run", "--config", tiny.configFile, "--json"];
  const both = Promise.all([
    runTrainer([...args, "--set", "seed=1"], { home }),
    runTrainer([...args, "--set", "seed=2"], { home }),
  ]);
  let reading = true;
  const results = await Promise.all([
    both.finally(() => {
      reading = false;
    }),
    readWhile(db, () => reading),
  ]).then(([ended]) => ended);
  await closeDb(db);

  expect(results.map(({ status, stderr }) => [status, stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  const { runs, steps, integrity } = await storedIn(home);
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => "finished"));
  expect(steps).toHaveLength(2 * 2 * 2); // two trainers, two trained methods, two epochs
  expect(integrity).toEqual(["ok"]);
});
