import { setTimeout as delay } from "node:timers/promises";
import { changeRuns } from "@graft/db";
import { type TempDb, tempDb } from "@graft/db/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LiveRows } from "../features/runs/live-rows.ts";
import { demoEpoch } from "../testing/demo-method.ts";
import { startDemoRun } from "../testing/seed-run.ts";
import { type SmallDemo, seedSmall } from "../testing/seed-small.ts";
import { followTable } from "./table-stream.ts";

let temp: TempDb;
let demo: SmallDemo;
let stop: AbortController;
let following: Promise<void>;
let sent: LiveRows[];
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
    else if (event === "rows" && data) sent.push(JSON.parse(data));
  });
});
afterEach(async () => {
  stop.abort();
  await following;
  await demo.recorder.close();
  await temp.dispose();
});

async function arrives(count: number): Promise<void> {
  await expect.poll(() => sent.length).toBe(count);
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

async function tell(...expected: string[]): Promise<void> {
  await expect.poll(() => stamps).toEqual(expected);
}

test("a page is told when runs begin and end, and at first, so that it knows whether it missed something", async () => {
  const { id } = demo.recorder;
  await tell(`${id} ${id}`);
  const second = await startDemoRun(temp.db, demo.run);
  const both = `${second.id} ${id},${second.id}`;
  await tell(`${id} ${id}`, both);
  expect(sent.at(-1)?.rows).toMatchObject([{ id: second.id }]);
  await demo.recorder.append({ type: "run.cancelled", reason: "stopped from the dashboard" });
  await tell(`${id} ${id}`, both, `${second.id} ${second.id}`);
  await second.close();
});
