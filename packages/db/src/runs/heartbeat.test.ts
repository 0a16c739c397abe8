import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { closeDb } from "../open-db.ts";
import { changeRuns } from "../run-changes/change-runs.ts";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { tempDb } from "../testing/temp-db.ts";
import { startHeartbeat } from "./heartbeat.ts";

test("signs of life are written until it is stopped", async () => {
  const { db, dispose } = await tempDb();
  const run = await sampleRun(db, await sampleExperiment(db));
  const read = async () => (await db.run.findUniqueOrThrow({ where: { id: run.id } })).heartbeatAt;
  const first = await read();
  const stop = startHeartbeat(db, run.id, { interval: 5 });
  await expect.poll(read).not.toEqual(first);
  await stop();
  const last = await read();
  await delay(30);
  expect(await read()).toEqual(last);
  await run.close();
  await dispose();
});

test("a sign that cannot be written stops nothing", async () => {
  const { db, dispose } = await tempDb();
  const run = await sampleRun(db, await sampleExperiment(db));
  await run.close();
  await closeDb(db);
  const stop = startHeartbeat(db, run.id, { interval: 2 });
  await delay(30);
  await stop();
  await dispose();
});

test("a run that has ended is left as it is", async () => {
  const { db, dispose } = await tempDb();
  const run = await sampleRun(db, await sampleExperiment(db));
  await run.append({ type: "run.cancelled", reason: "Ctrl-C" });
  const before = await db.run.findUniqueOrThrow({ where: { id: run.id } });
  const stop = startHeartbeat(db, run.id, { interval: 2 });
  await delay(30);
  await stop();
  expect(await db.run.findUniqueOrThrow({ where: { id: run.id } })).toEqual(before);
  await dispose();
});

test("somebody asks for a stop in the database, and the run hears of it once", async () => {
  const { db, dispose } = await tempDb();
  const run = await sampleRun(db, await sampleExperiment(db));
  let heard = 0;
  const stop = startHeartbeat(db, run.id, { interval: 5, onStopRequest: () => (heard += 1) });
  await delay(30);
  expect(heard).toBe(0);
  await changeRuns(db, [run.id], { kind: "stop" });
  await expect.poll(() => heard).toBeGreaterThan(0);
  await delay(30);
  expect(heard).toBe(1);
  await stop();
  await run.close();
  await dispose();
});
