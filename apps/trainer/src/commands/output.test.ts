import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { closeDb, listRuns, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { startTrainer } from "../testing/trainer-process.ts";

// Real processes on a machine that may be busy: slow is not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cli = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../cli.ts");
let stored: StoredRuns;
let tiny: TinyExperiment;
beforeAll(async () => {
  stored = await storeRuns([{ method: "raw-pixels", wrong: [0] }]);
  tiny = await tinyExperiment();
});
afterAll(async () => {
  await stored.dispose();
  await tiny.dispose();
});

/** Runs the command line with a full disk under standard output. */
async function onFullDisk(args: readonly string[], home: string) {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, ["--import", "tsx", cli, ...args], {
    cwd: path.dirname(cli),
    env: { ...process.env, GRAFT_HOME: home, NO_COLOR: "1" },
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status, lines: stderr.trim().split("\n") };
}

test.skipIf(!existsSync("/dev/full")).each([["list"], ["measure", "1"], ["schema"]])(
  "a full disk under standard output of `trainer %s` is told in one line",
  async (...args) => {
    const { status, lines } = await onFullDisk(args, stored.home);
    expect(status).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^error: standard output cannot be written \(ENOSPC/),
    ]);
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "a full disk under the output of a training ends it as cancelled",
  async () => {
    const home = path.join(tiny.folder, "full");
    const args = ["run", "--config", tiny.configFile, "--json", "--method", "scratch"];
    const { status, lines } = await onFullDisk(args, home);
    expect(status).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^error: standard output cannot be written \(ENOSPC/),
    ]);
    if (existsSync(dbPath(home))) expect(await statusesIn(home)).not.toContain("running");
  },
);

test("a closed terminal ends a training as cancelled, however often that is said", async () => {
  const home = path.join(tiny.folder, "hung-up");
  const args = ["run", "--config", tiny.configFile, "--json", "--method", "scratch"];
  const child = startTrainer([...args, "--set", "methods.scratch.epochs=5000"], { home });
  for await (const line of createInterface({ input: child.stdout! })) {
    if ((JSON.parse(line) as { type: string }).type === "epoch.finished") break;
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
  // The system says it to all of a terminal's processes, a shell to its jobs once more.
  child.kill("SIGHUP");
  child.kill("SIGHUP");
  const again = setInterval(() => child.kill("SIGHUP"), 20);
  const [status] = (await once(child, "close")) as [number | null];
  clearInterval(again);
  expect(status).toBe(130);
  expect(await statusesIn(home)).toEqual(["cancelled"]);
});

async function statusesIn(home: string): Promise<string[]> {
  const db = await openDb({ path: dbPath(home) });
  try {
    return (await listRuns(db)).map(({ status }) => status);
  } finally {
    await closeDb(db);
  }
}
