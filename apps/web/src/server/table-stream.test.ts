import { setTimeout as delay } from "node:timers/promises";
import { changeRuns } from "@graft/db";
import { type TempDb, tempDb } from "@graft/db/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { demoEpoch } from "../testing/demo-method.ts";
import { startDemoRun } from "../testing/seed-run.ts";
import { type SmallDemo, seedSmall } from "../testing/seed-small.ts";
import { followTable } from "./table-stream.ts";

let temp: TempDb;
let demo: SmallDemo;
let stop: AbortController;
let following: Promise<void>;
/** What was sent: the rows' ids, or the name of another event. */
let sent: { event: string; rows: { id: number; status: string; progress: unknown }[] }[];

let stamps: unknown[];

beforeEach(async () => {
  temp = await tempDb();
  demo = await seedSmall(temp.db);
  stop = new AbortController();
  sent = [];
  stamps = [];
  following = followTable(temp.db, { signal: stop.signal, pollEvery: 5 }, (text) => {
    const [, event, data] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text) ?? [];
    if (event === "stamp" && data) stamps.push(JSON.parse(data));
    else if (event && data) sent.push({ event, rows: event === "rows" ? JSON.parse(data) : [] });
  });
});
afterEach(async () => {
  stop.abort();
  await following;
  await demo.recorder.close();
  await temp.dispose();
});

async function arrives(count: number): Promise<void> {
  await expect.poll(() => sent.length, { timeout: 10_000 }).toBe(count);
  // Nothing comes after it as long as nothing changes.
  await delay(40);
  expect(sent).toHaveLength(count);
}

test("a run at work is sent when it changes, and once more when it has ended", async () => {
  const { recorder } = demo;
  await arrives(1);
  expect(sent[0]?.rows).toMatchObject([{ id: recorder.id, status: "running", progress: null }]);
  await recorder.append(demoEpoch("scratch", 1));
  await arrives(2);
  expect(sent[1]?.rows).toMatchObject([{ id: recorder.id, progress: { epoch: 1, epochs: 8 } }]);
  await changeRuns(temp.db, [recorder.id], { kind: "stop" });
  await arrives(3);
  expect(sent[2]?.rows).toMatchObject([{ id: recorder.id, stopping: true }]);
  await recorder.append({ type: "run.cancelled", reason: "stopped from the dashboard" });
  await arrives(4);
  expect(sent[3]?.rows).toMatchObject([{ id: recorder.id, status: "cancelled" }]);
});

test("a line begins with what there is, so that a page knows whether it missed something", async () => {
  await expect.poll(() => stamps, { timeout: 10_000 }).toEqual([`${demo.recorder.id} 1`]);
});

test("a new run is said to be there", async () => {
  await arrives(1);
  const second = await startDemoRun(temp.db, demo.run);
  await expect
    .poll(() => sent.some(({ event }) => event === "more"), { timeout: 10_000 })
    .toBe(true);
  expect(sent.some(({ rows }) => rows.some(({ id }) => id === second.id))).toBe(true);
  await second.close();
});
