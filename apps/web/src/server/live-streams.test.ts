import { setTimeout as delay } from "node:timers/promises";
import { changeRuns } from "@graft/db";
import { type TempDb, tempDb } from "@graft/db/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LiveRows } from "../features/runs/live-rows.ts";
import { appendResult, demoEpoch, startDemoRun } from "../testing/demo-runs.ts";
import { type SmallDemo, seedSmall } from "../testing/seed-demo.ts";
import { followRun, followTable } from "./live-streams.ts";

let temp: TempDb;
let demo: SmallDemo;
let leave: AbortController;
let following: Promise<void>;

beforeEach(async () => {
  temp = await tempDb();
  demo = await seedSmall(temp.db);
  leave = new AbortController();
  following = Promise.resolve();
});
afterEach(async () => {
  leave.abort();
  await following;
  await demo.recorder.close();
  await temp.dispose();
});

describe("a run", () => {
  let sent: string[];
  beforeEach(() => {
    sent = [];
  });

  function follow(after = 0): Promise<void> {
    const options = { runId: demo.recorder.id, after, signal: leave.signal, pollEvery: 5 };
    following = followRun(temp.db, options, (text) => sent.push(text));
    return following;
  }

  /** The messages in short: the number of an event, or the name and data of another message. */
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
});

describe("the table of runs", () => {
  let sent: LiveRows[];
  let stamps: unknown[];
  beforeEach(() => {
    sent = [];
    stamps = [];
    following = followTable(temp.db, { signal: leave.signal, pollEvery: 5 }, (text) => {
      const [, event, data] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text) ?? [];
      if (event === "stamp" && data) stamps.push(JSON.parse(data));
      else if (event === "rows" && data) sent.push(JSON.parse(data));
    });
  });

  async function arrives(count: number): Promise<void> {
    await expect.poll(() => sent.length).toBe(count);
    // Nothing more is sent while nothing changes.
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
});
