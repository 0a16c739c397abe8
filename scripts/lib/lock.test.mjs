import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "./testing/clone.mjs";
import { root } from "./workspace.mjs";

let folder;
let file;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "graft-lock-"));
  file = path.join(folder, "made/lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that takes the lock, says so, works, and ends when it is told to. */
function worker(name, work) {
  const place = JSON.stringify(path.join(root, "scripts/lib/lock.mjs"));
  const script = `const { withLock } = await import(${place});
const { appendFileSync } = await import("node:fs");
const note = (text) => appendFileSync(${JSON.stringify(path.join(folder, "notes"))}, text + "\\n");
await withLock(${JSON.stringify(file)}, "works", async () => { ${work} });`;
  const command = [process.execPath, "--input-type=module", "-e", script, name];
  return start(command, { cwd: folder });
}

const UNTIL_TERM = `await new Promise((resolve) => {
  const stay = setInterval(() => {}, 1000);
  process.on("SIGTERM", () => { clearInterval(stay); resolve(); });
  console.log("working");
}); note("first done");`;

test("of two processes the second waits until the first is done", async () => {
  const first = worker("first", UNTIL_TERM);
  await first.until("working");
  const second = worker("second", 'note("second done");');
  await second.until(`Another process (${first.child.pid}) works; waiting`);
  first.child.kill("SIGTERM");
  expect([(await first.ended).status, (await second.ended).status]).toEqual([0, 0]);
  expect(readFileSync(path.join(folder, "notes"), "utf8")).toBe("first done\nsecond done\n");
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test("a process that was killed at its work keeps nobody out", async () => {
  const first = worker("first", UNTIL_TERM);
  await first.until("working");
  first.child.kill("SIGKILL");
  await first.ended;
  expect(existsSync(file)).toBe(true);
  const next = ["second", "third"].map((name) => worker(name, "note(process.argv[1]);").ended);
  expect((await Promise.all(next)).map(({ status }) => status)).toEqual([0, 0]);
  const notes = readFileSync(path.join(folder, "notes"), "utf8").trim().split("\n");
  expect(notes.sort()).toEqual(["second", "third"]);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test("work that fails, or ends its process, leaves no lock", async () => {
  const failed = await worker("first", 'throw new Error("no");').ended;
  expect([failed.status, existsSync(file)]).toEqual([1, false]);
  const ended = await worker("first", "process.exit(3);").ended;
  expect([ended.status, existsSync(file)]).toEqual([3, false]);
});

test("a lock that cannot be read, an hour old, is left behind", async () => {
  await worker("first", "").ended;
  writeFileSync(file, '{"pid":');
  utimesSync(file, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
  expect((await worker("second", "").ended).status).toBe(0);
});
