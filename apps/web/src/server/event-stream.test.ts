import { type TempDb, tempDb } from "@graft/db/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { demoEpoch } from "../testing/demo-method.ts";
import { appendResult } from "../testing/seed-run.ts";
import { type SmallDemo, seedSmall } from "../testing/seed-small.ts";
import { followRun } from "./event-stream.ts";

let temp: TempDb;
let demo: SmallDemo;
let leave: AbortController;
let sent: string[];
let following: Promise<void>;

beforeEach(async () => {
  temp = await tempDb();
  demo = await seedSmall(temp.db);
  leave = new AbortController();
  sent = [];
  following = Promise.resolve();
});
afterEach(async () => {
  leave.abort();
  await following;
  await demo.recorder.close();
  await temp.dispose();
});

function follow(after = 0): Promise<void> {
  const options = { runId: demo.recorder.id, after, signal: leave.signal, pollEvery: 5 };
  following = followRun(temp.db, options, (text) => sent.push(text));
  return following;
}

/** What was sent, in short: the number of an event, or the name and data of another message. */
function messages(): (number | string)[] {
  return sent.flatMap((text): (number | string)[] => {
    const { id, name, data } =
      /^(?:id: (?<id>\d+)|event: (?<name>\w+))\ndata: (?<data>.*)\n\n$/.exec(text)?.groups ?? {};
    if (id) return [Number(id)];
    return name ? [`${name} ${data}`] : [];
  });
}

test("sends what was said, then what is said, then the end; nothing twice, nothing missing", async () => {
  const end = follow();
  await expect.poll(messages).toEqual([1, 'status {"status":"running"}']);
  for (const epoch of [1, 2, 3]) await demo.recorder.append(demoEpoch("scratch", epoch));
  await appendResult(demo.recorder, demo.run);
  await end;
  expect(messages()).toEqual([
    1,
    'status {"status":"running"}',
    2,
    3,
    4,
    5,
    6,
    'status {"status":"finished"}',
    "end {}",
  ]);
  expect(sent[3]).toContain('"type":"epoch.finished","epoch":1');
});

test("goes on after the event a browser has seen", async () => {
  for (const epoch of [1, 2]) await demo.recorder.append(demoEpoch("scratch", epoch));
  void follow(2);
  await expect.poll(() => messages()[0]).toBe(3);
});

test("says that a run has crashed when its process is gone", async () => {
  await demo.recorder.close();
  // No process has this number: Linux ends at 2^22.
  await temp.db.run.updateMany({ data: { pid: 2 ** 30, processStart: "" } });
  await follow();
  expect(messages()).toEqual([1, 'status {"status":"crashed"}', "end {}"]);
});

test("ends when the browser goes", async () => {
  const end = follow();
  await expect.poll(() => sent).not.toEqual([]);
  leave.abort();
  await end;
  expect(messages()).not.toContain("end {}");
});
