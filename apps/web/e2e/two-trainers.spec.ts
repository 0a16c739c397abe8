import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { closeDb, type Db, openDb } from "@graft/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Dashboard, startDashboard } from "./dashboard.ts";
import { request } from "./request.ts";
import { writeImages } from "./write-images.ts";
import { writeNet } from "./write-net.ts";

const trainer = path.resolve(import.meta.dirname, "../../../scripts/trainer.mjs");
const NUM_TEST = 16;

/** The first method would train for hours, so that it is at work until it is stopped; the others take seconds. */
const CONFIG = {
  dataset: { kind: "folder", path: "images", imageSize: 32 },
  split: { train: 112, test: NUM_TEST },
  backbone: { kind: "file", path: "net/model.json" },
  methods: [
    { kind: "fine-tuned", epochs: 10_000, batchSize: 1 },
    { kind: "raw-pixels", pixelSize: 8, folds: 2 },
    { kind: "raw-pixels", pixelSize: 16, folds: 2 },
  ],
  device: "wasm",
};

let home: string;
let dashboard: Dashboard;
let db: Db;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "graft-"));
  await writeImages(home, 64);
  writeNet(home, 32);
  db = await openDb({ path: path.join(home, "graft.db") });
  dashboard = await startDashboard(home);
});
afterAll(async () => {
  await dashboard?.stop();
  if (db) await closeDb(db);
  rmSync(home, { recursive: true, force: true });
});

test("two trainers write at once while the dashboard answers every request", async () => {
  const trainers = [train("first"), train("second")];
  try {
    const ended = Promise.all(trainers.map((one) => one.ended));
    const over = new AbortController();
    void ended.finally(() => over.abort());
    const isTraining = { status: "running", metrics: { some: {} } };
    await expect.poll(() => over.signal.aborted || db.run.count({ where: isTraining })).toBe(2);
    const runs = await db.run.findMany({ where: isTraining });
    const addresses = ["/", "/datasets", ...runs.map(({ id }) => `/runs/${id}`)];
    const answers = new Set<string>();
    const askAll = async () => {
      for (const address of addresses) {
        const { status } = await request(dashboard.port, address);
        answers.add(`${address}: ${status}`);
      }
    };
    for (let round = 0; round < 5; round++) await askAll();
    // All of these were answered while both of them trained.
    expect(await db.run.count({ where: isTraining })).toBe(2);

    for (const { id } of runs) await stop(id);
    while (!over.signal.aborted) await askAll();
    await askAll();
    // A run that was stopped is not finished, and the exit status says so.
    expect(await ended).toEqual([1, 1]);
    expect([...answers].sort()).toEqual(addresses.map((address) => `${address}: 200`).sort());
  } finally {
    for (const { kill } of trainers) kill();
  }

  const runs = await db.run.findMany({ include: { _count: { select: { predictions: true } } } });
  const ends = runs.map(({ status, _count }) => `${status}, ${_count.predictions} predictions`);
  expect(ends.sort()).toEqual([
    ...Array.from({ length: 2 }, () => "cancelled, 0 predictions"),
    ...Array.from({ length: 4 }, () => `finished, ${NUM_TEST} predictions`),
  ]);
});

/** As the button of a run's page does. */
async function stop(id: number): Promise<void> {
  const { status } = await request(dashboard.port, "/api/runs/changes", {
    method: "POST",
    headers: { origin: dashboard.address, "content-type": "application/json" },
    body: JSON.stringify({ ids: [id], change: { kind: "stop" } }),
  });
  expect(status).toBe(204);
}

/** Starts an experiment of its own; `ended` gives the trainer's exit status. */
function train(name: string): { ended: Promise<number | null>; kill: () => void } {
  const config = path.join(home, `${name}.json`);
  writeFileSync(config, JSON.stringify({ ...CONFIG, name }));
  const child = spawn(process.execPath, [trainer, "run", "--config", config], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, GRAFT_HOME: home },
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { ended, kill: () => void child.kill("SIGKILL") };
}
