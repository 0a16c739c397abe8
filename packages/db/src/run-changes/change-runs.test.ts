import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { artifactPath, storeArtifact } from "../artifacts/artifacts.ts";
import { readRunTable } from "../run-table/read-run-table.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import {
  changeRuns,
  RunChange,
  RunChangeRequest,
  readSavedViews,
  removeView,
  saveView,
} from "./change-runs.ts";

let temp: TempDb;
let one: RunRecorder;
let two: RunRecorder;

beforeEach(async () => {
  temp = await tempDb();
  const experiment = await sampleExperiment(temp.db);
  one = await sampleRun(temp.db, experiment);
  two = await sampleRun(temp.db, experiment);
});
afterEach(async () => {
  await one.close();
  await two.close();
  await temp.dispose();
});

const change = (...changes: RunChange[]) =>
  changes.reduce(
    (before, next) => before.then(() => changeRuns(temp.db, [one.id], next)),
    Promise.resolve(),
  );
const row = async () => (await readRunTable(temp.db, { ids: [one.id] }))[0];
const end = () => one.append({ type: "run.finished", seconds: 1 });

test("names, tags, notes and pins are given and taken away", async () => {
  await change(
    { kind: "rename", name: "the good one" },
    { kind: "tag", name: "best" },
    { kind: "tag", name: "best" },
    { kind: "tag", name: "a first" },
    { kind: "note", text: "one" },
    { kind: "note", text: "two\nlines" },
    { kind: "pin" },
  );
  expect(await row()).toMatchObject({
    name: "the good one",
    tags: ["a first", "best"],
    note: "two\nlines",
    pinned: true,
  });
  await change(
    { kind: "rename", name: "" },
    { kind: "untag", name: "best" },
    { kind: "note", text: "" },
    { kind: "unpin" },
  );
  expect(await row()).toMatchObject({ name: null, tags: ["a first"], note: "", pinned: false });
  // What was written before is not lost.
  expect(await temp.db.note.count()).toBe(3);
});

test("a deleted run keeps everything, and comes back as it was", async () => {
  await one.append({ type: "log", level: "info", message: "hello" });
  await end();
  const before = await row();
  await change({ kind: "delete" });
  expect(await row()).toBeUndefined();
  expect(await temp.db.runEvent.count({ where: { runId: one.id } })).toBe(2);
  await change({ kind: "restore" });
  expect(await row()).toEqual(before);
});

test("only what is in the bin goes for good, with everything that belongs to it", async () => {
  await end();
  await expect(change({ kind: "purge" })).rejects.toMatchObject({ code: "RUN_NOT_IN_BIN" });
  expect(await row()).toBeDefined();
  await change({ kind: "tag", name: "best" }, { kind: "delete" }, { kind: "purge" });
  expect(await temp.db.run.count()).toBe(1);
  expect(await temp.db.tag.count()).toBe(0);
  expect(await temp.db.runEvent.count({ where: { runId: one.id } })).toBe(0);
});

test("one run that somebody took out of the bin in the meantime keeps all of them", async () => {
  await end();
  await two.append({ type: "run.finished", seconds: 1 });
  const both = [one.id, two.id];
  await changeRuns(temp.db, both, { kind: "delete" });
  await change({ kind: "restore" });
  await expect(changeRuns(temp.db, both, { kind: "purge" })).rejects.toMatchObject({
    code: "RUN_NOT_IN_BIN",
    message: `Run ${one.id} is not in the bin any more; nothing was deleted.`,
  });
  expect(await temp.db.run.count()).toBe(2);
});

const made = (run: RunRecorder, sha256 = "") =>
  run.append({ type: "artifact", kind: "model", name: "model.json", sha256, bytes: 1 });

test("files go with the last run that made them, and no others", async () => {
  const files = await Promise.all(
    ["only the first run", "both runs", "no run"].map((text) =>
      storeArtifact(temp.home, new TextEncoder().encode(text)),
    ),
  );
  const [own, shared, foreign] = files.map(({ sha256 }) => sha256);
  await made(one, own);
  await made(one, shared);
  await made(two, shared);
  // A hash that is none, from another hand: it names no file.
  await made(one, "../../graft.db");
  const isThere = (sha256 = "") => existsSync(artifactPath(temp.home, sha256));
  await end();
  await change({ kind: "delete" });
  expect([own, shared, foreign].map(isThere)).toEqual([true, true, true]);
  await change({ kind: "purge" });
  expect([own, shared, foreign].map(isThere)).toEqual([false, true, true]);
  await two.append({ type: "run.finished", seconds: 1 });
  for (const kind of ["delete", "purge"] as const) await changeRuns(temp.db, [two.id], { kind });
  expect([own, shared, foreign].map(isThere)).toEqual([false, false, true]);
  expect(existsSync(temp.path)).toBe(true);
});

test("a run at work is stopped first, then deleted; one that is not cannot be stopped", async () => {
  await expect(change({ kind: "delete" })).rejects.toMatchObject({ code: "RUN_RUNNING" });
  await change({ kind: "stop" });
  expect(await row()).toMatchObject({ status: "running", stopping: true });
  await end();
  expect(await row()).toMatchObject({ status: "finished", stopping: false });
  await expect(change({ kind: "stop" })).rejects.toMatchObject({ code: "RUN_NOT_RUNNING" });
});

test("all runs or none: an unknown one among them changes nothing", async () => {
  await expect(
    changeRuns(temp.db, [one.id, 4000], { kind: "tag", name: "best" }),
  ).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  expect(await temp.db.tag.count()).toBe(0);
});

test.each([
  { ids: [], change: { kind: "pin" } },
  { ids: [0], change: { kind: "pin" } },
  { ids: ["1"], change: { kind: "pin" } },
  { ids: [1.5], change: { kind: "pin" } },
  { ids: [1], change: { kind: "explode" } },
  { ids: [1], change: { kind: "pin", accuracy: 1 } },
  { ids: [1], change: { kind: "tag", name: "   " } },
  { ids: [1], change: { kind: "rename", name: "x".repeat(101) } },
  { ids: [1], change: { kind: "pin" }, table: "Run" },
])("a request that is none: %j", (request) => {
  expect(RunChangeRequest.safeParse(request).success).toBe(false);
});

test("views are kept under their names", async () => {
  await saveView(temp.db, { name: "good", query: "filter=accuracy+%3E+0.9" });
  await saveView(temp.db, { name: "good", query: "sort=accuracy" });
  await saveView(temp.db, { name: "all", query: "" });
  expect(await readSavedViews(temp.db)).toEqual([
    { name: "all", query: "" },
    { name: "good", query: "sort=accuracy" },
  ]);
  await removeView(temp.db, "good");
  expect(await readSavedViews(temp.db)).toHaveLength(1);
});

const accepts = (change: object) => RunChange.safeParse(change).success;

test.each([
  "\0",
  "a\0b",
  "\ud800x",
  "a\udc00",
  "a\u202eb",
  "a\u2066b",
  "a\u200fb",
  "a\nb",
  "\u001b[31m",
])("%j is no name, tag or note", (text) => {
  expect(accepts({ kind: "rename", name: text })).toBe(false);
  expect(accepts({ kind: "tag", name: text })).toBe(false);
  expect(accepts({ kind: "note", text })).toBe(text.includes("\n"));
  // What is there already can be taken away.
  expect(accepts({ kind: "untag", name: text })).toBe(true);
});

test("names in any script, an empty name and notes of several lines are taken", () => {
  for (const name of ["Überlauf", "猫と犬", "قطط", "👩🏽‍🔬 lab", "=1+1"]) {
    expect(accepts({ kind: "rename", name }), name).toBe(true);
    expect(accepts({ kind: "tag", name }), name).toBe(true);
  }
  expect(accepts({ kind: "rename", name: "" })).toBe(true);
  expect(accepts({ kind: "note", text: "" })).toBe(true);
  expect(accepts({ kind: "note", text: "first\r\n\n\tsecond" })).toBe(true);
});
