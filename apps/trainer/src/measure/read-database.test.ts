import { chmodSync, copyFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { runTrainer } from "../testing/trainer-process.ts";

// Real processes on a machine that may be busy: slow is not wrong.
vi.setConfig({ testTimeout: 120_000 });

/** Root may write everywhere; nobody may not. */
const asNobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

let stored: StoredRuns;
beforeAll(async () => {
  stored = await storeRuns([
    { method: "frozen-features", wrong: [0] },
    { method: "raw-pixels", wrong: [1, 2] },
  ]);
});
afterAll(async () => {
  chmodSync(stored.home, 0o755);
  await stored.dispose();
});

test("list, measure and compare read a database in a folder where nothing can be written, and leave nothing there", async () => {
  chmodSync(dbPath(stored.home), 0o444);
  chmodSync(stored.home, 0o555);
  const before = readdirSync(stored.home);
  for (const args of [["list"], ["measure", "1"], ["compare", "1", "2"]]) {
    const { status, stderr, stdout } = await runTrainer(args, { home: stored.home, ...asNobody });
    expect([args[0], status, stderr]).toEqual([args[0], 0, ""]);
    expect(stdout).toContain("frozen-features");
  }
  expect(readdirSync(stored.home)).toEqual(before);
});

test("changes that only a program that may write there can put into place are told", async () => {
  // A copy: this process may still close the one that it wrote, and would take the log below away with it.
  const home = await tempFolder();
  chmodSync(home, 0o755);
  copyFileSync(dbPath(stored.home), dbPath(home));
  chmodSync(dbPath(home), 0o444);
  writeFileSync(`${dbPath(home)}-wal`, "not written back");
  chmodSync(home, 0o555);
  const { status, stderr } = await runTrainer(["list"], { home, ...asNobody });
  chmodSync(home, 0o755);
  expect(status).toBe(1);
  expect(stderr).toContain(`still in ${path.join(home, "graft.db-wal")}`);
});
