import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeDb, openDb } from "../open-db.ts";
import { spawnProcess } from "../testing/processes.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { listRuns } from "./list-runs.ts";

const writeRun = new URL("../testing/processes/write-run.ts", import.meta.url);

let temp: TempDb;
beforeEach(async () => {
  temp = await tempDb();
});
afterEach(() => temp.dispose());

async function integrity(): Promise<unknown> {
  return await temp.db.$queryRawUnsafe("PRAGMA integrity_check");
}

test("two processes write while a third reads: no error, nothing lost, nothing seen twice", async () => {
  const epochs = 30;
  const writers = [1, 2].map(() => spawnProcess(writeRun, [temp.path, epochs]));
  const reader = await openDb({ path: temp.path, mode: "read-only" });
  const seen = new Map<number, number[]>();
  let running = true;
  const ended = Promise.all(writers.map((writer) => writer.ended)).finally(() => {
    running = false;
  });
  for (let last = false; !last; last = !running) {
    for (const { id } of await listRuns(reader)) {
      const events = seen.get(id) ?? [];
      seen.set(id, events);
      const after = events.at(-1) ?? 0;
      const where = { runId: id, seq: { gt: after } };
      const next = await reader.runEvent.findMany({ where, orderBy: { seq: "asc" } });
      events.push(...next.map(({ seq }) => seq));
    }
    await delay(20);
  }
  await closeDb(reader);

  expect([await ended, writers.map((writer) => writer.output().split("\n").length)]).toEqual([
    [0, 0],
    [epochs + 1, epochs + 1],
  ]);
  const all = Array.from({ length: epochs + 2 }, (_, index) => index + 1);
  for (const run of await temp.db.run.findMany({ include: { events: true, metrics: true } })) {
    expect(run.status).toBe("finished");
    expect(run.events.map(({ seq }) => seq)).toEqual(all);
    expect(run.metrics).toHaveLength(4 * epochs);
    // The reader's last round may have been before the last events, but it has skipped none.
    const events = seen.get(run.id) ?? [];
    expect(events).toEqual(all.slice(0, events.length));
  }
  expect([await temp.db.run.count(), await temp.db.experiment.count()]).toEqual([2, 1]);
  expect([await temp.db.dataset.count(), await temp.db.split.count()]).toEqual([1, 1]);
  expect(await integrity()).toEqual([{ integrity_check: "ok" }]);
});

test("a killed run is shown as crashed, with every epoch it finished", async () => {
  const writer = spawnProcess(writeRun, [temp.path, 100_000]);
  const printed = () => Number(writer.output().trimEnd().split("\n").at(-1));
  while (!(printed() >= 20) && writer.child.exitCode === null) await delay(5);
  const [run] = await listRuns(temp.db);
  expect(run?.status).toBe("running");
  writer.child.kill("SIGKILL");
  expect(await writer.ended).toBe("SIGKILL");

  expect((await listRuns(temp.db))[0]?.status).toBe("crashed");
  const events = await temp.db.runEvent.findMany({ orderBy: { seq: "asc" } });
  expect(events.length).toBeGreaterThanOrEqual(printed());
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(await temp.db.metric.count({ where: { key: "train/loss" } })).toBe(events.length);
  expect(await integrity()).toEqual([{ integrity_check: "ok" }]);
});
