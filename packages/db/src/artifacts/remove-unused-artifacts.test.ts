import { existsSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changeRuns } from "../run-changes/change-runs.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { removeUnusedArtifacts } from "./remove-unused-artifacts.ts";
import { artifactPath, storeArtifact } from "./store-artifact.ts";

const HOUR = 3600;

let temp: TempDb;
let home: string;
let one: RunRecorder;
let two: RunRecorder;

beforeEach(async () => {
  temp = await tempDb();
  home = temp.home;
  const experiment = await sampleExperiment(temp.db);
  one = await sampleRun(temp.db, experiment);
  two = await sampleRun(temp.db, experiment);
});
afterEach(async () => {
  await one.close();
  await two.close();
  await temp.dispose();
});

/** Stores a file as the model of some runs, an hour ago. @returns Its path. */
async function keep(text: string, ...runs: readonly RunRecorder[]): Promise<string> {
  const stored = await storeArtifact(home, new TextEncoder().encode(text));
  for (const run of runs) {
    await run.append({ type: "artifact", kind: "model", name: "model.json", ...stored });
  }
  const file = artifactPath(home, stored.sha256);
  makeOld(file);
  return file;
}

function makeOld(file: string): void {
  const then = Date.now() / 1000 - HOUR;
  utimesSync(file, then, then);
}

test("a run that goes for good takes its files along, but for those of other runs", async () => {
  const [own, shared] = [await keep("own", one), await keep("shared", one, two)];
  await one.append({ type: "run.finished", seconds: 1 });
  await changeRuns(temp.db, [one.id], { kind: "delete" });
  expect([own, shared].map((file) => existsSync(file))).toEqual([true, true]);
  await changeRuns(temp.db, [one.id], { kind: "purge" });
  expect([own, shared].map((file) => existsSync(file))).toEqual([false, true]);
});

test("what is young, and what Graft did not write, is left alone", async () => {
  const old = await keep("old");
  const half = `${old}.0f8fad5b-d9cb-469f-a165-70867728950e.partial`;
  const other = path.join(path.dirname(old), "notes.txt");
  for (const file of [half, other]) {
    writeFileSync(file, "x");
    makeOld(file);
  }
  const { sha256 } = await storeArtifact(home, new TextEncoder().encode("young"));
  expect(await removeUnusedArtifacts(temp.db, home)).toBe(2);
  const files = [old, half, other, artifactPath(home, sha256)];
  expect(files.map((file) => existsSync(file))).toEqual([false, false, true, true]);
});

test("a file that is stored again counts as young: its run has not named it yet", async () => {
  const file = await keep("again");
  await storeArtifact(home, new TextEncoder().encode("again"));
  expect(await removeUnusedArtifacts(temp.db, home)).toBe(0);
  expect(existsSync(file)).toBe(true);
});

test("a home without files of runs has none to remove", async () => {
  expect(await removeUnusedArtifacts(temp.db, path.join(home, "nowhere"))).toBe(0);
});
