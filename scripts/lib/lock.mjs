import { randomUUID } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./way-in.mjs";

const LOOK_AGAIN_MS = 300;
/** How often a holder shows that it is alive, and after how long a silent one counts as gone. */
const BEAT_MS = 5000;
const SILENT_MS = 60_000;

/**
 * Does work that only one process at a time may do; the others wait, however long it takes. A process that was
 * killed at it keeps nobody out.
 *
 * @template T
 * @param {string} file Where the lock lies while it is held; its folder is made where needed.
 * @param {string} activity What the others are told that they wait for, such as "builds the dashboard".
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, activity, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, host: os.hostname(), id: randomUUID() });
  let told = false;
  while (!take(file, own)) {
    const holder = read(file);
    if (holder !== null && !isHeld(file, holder)) {
      remove(file, holder);
      continue;
    }
    const pid = holder && parse(holder)?.pid;
    if (pid && !told) say(`Another process (${pid}) ${activity}; waiting ...`);
    told ||= Boolean(pid);
    await sleep(LOOK_AGAIN_MS);
  }
  const beat = setInterval(touch, BEAT_MS, file);
  beat.unref();
  const release = () => {
    if (read(file) === own) rmSync(file, { force: true });
  };
  process.on("exit", release); // also when the work ends the process
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

function take(file, own) {
  try {
    writeFileSync(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** What the holder wrote; null where there is none. */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function isHeld(file, holder) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || Date.now() - stats.mtimeMs > SILENT_MS) return false;
  const { pid, host } = parse(holder) ?? {};
  return pid === undefined || host !== os.hostname() || isRunning(pid);
}

/** Null while it is being written. */
function parse(holder) {
  try {
    return JSON.parse(holder);
  } catch {
    return null;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two may find the same dead holder: what is moved away is looked at, and put back if it is a living one. */
function remove(file, holder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // another was faster
  }
  try {
    if (read(aside) !== holder) linkSync(aside, file);
  } catch {
    // A third took it meanwhile: its work and the second's overlap, which each of them bears.
  }
  rmSync(aside, { force: true });
}

function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The folder was removed under us.
  }
}
