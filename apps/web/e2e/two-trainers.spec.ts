import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDb, openDb } from "@graft/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Dashboard, startDashboard } from "./dashboard.ts";
import { writePictures } from "./write-pictures.ts";

const trainer = path.resolve(import.meta.dirname, "../../../scripts/trainer.mjs");
const NUM_TEST = 20;

let home: string;
let dashboard: Dashboard;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "graft-"));
  await writePictures(home, 20);
  dashboard = await startDashboard(home);
});
afterAll(async () => {
  await dashboard?.stop();
  rmSync(home, { recursive: true, force: true });
});

test("two trainers write at once while the dashboard answers every request", async () => {
  const trainers = Promise.all([train("first"), train("second")]);
  const over = new AbortController();
  const ended = trainers.finally(() => over.abort());
  const answers: number[] = [];
  let begun = false;
  while (!over.signal.aborted) {
    answers.push((await fetch(dashboard.address)).status);
    const { status } = await fetch(`${dashboard.address}/runs/1`);
    // Until its run begins, there is no such page; afterwards there always is.
    begun ||= status !== 404;
    if (begun) answers.push(status);
    await sleep(100);
  }
  expect(await ended).toEqual([0, 0]);
  answers.push((await fetch(`${dashboard.address}/runs/1`)).status);
  expect(answers.length).toBeGreaterThan(5);
  expect(new Set(answers)).toEqual(new Set([200]));

  const db = await openDb({ path: path.join(home, "graft.db"), mode: "read-only" });
  const runs = await db.run.findMany({ include: { _count: { select: { predictions: true } } } });
  await closeDb(db);
  expect(runs.map(({ status, _count }) => [status, _count.predictions])).toEqual(
    Array.from({ length: 8 }, () => ["finished", NUM_TEST]),
  );
});

/** Runs an experiment of four runs of its own; gives the trainer's exit status. */
function train(name: string): Promise<number | null> {
  const config = path.join(home, `${name}.json`);
  writeFileSync(config, JSON.stringify({ ...CONFIG, name }));
  const child = spawn(process.execPath, [trainer, "run", "--config", config], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, GRAFT_HOME: home },
  });
  return new Promise((resolve) => child.on("exit", resolve));
}

/** Needs no backbone, and takes seconds. */
const CONFIG = {
  dataset: { kind: "folder", path: "pictures", imageSize: 64 },
  split: { train: 20, test: NUM_TEST },
  repeats: 2,
  methods: [
    { kind: "raw-pixels", pixelSize: 8, folds: 3 },
    { kind: "raw-pixels", pixelSize: 16, folds: 3 },
  ],
};
