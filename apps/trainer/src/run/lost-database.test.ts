import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { closeDb, openDb, readPredictions } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer, startTrainer } from "../testing/trainer-process.ts";

// Real processes on a machine that may be busy: slow is not wrong.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let tiny: TinyExperiment;
beforeAll(async () => {
  tiny = await tinyExperiment();
});
afterAll(() => tiny.dispose());

const EPOCHS = 20;
const ARGS = ["--method", "scratch", "--set", `methods.scratch.epochs=${EPOCHS}`, "--json"];

interface Said {
  readonly type: string;
  readonly epoch?: number;
}

/** Starts a training, calls `act` with each event as it comes, and waits for the end. */
async function train(home: string, act: (event: Said) => void) {
  const child: ChildProcess = startTrainer(["run", "--config", tiny.configFile, ...ARGS], { home });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close");
  let epochs = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    const event = JSON.parse(line) as Said;
    epochs = Math.max(epochs, event.epoch ?? 0);
    act(event);
  }
  const [status] = (await ended) as [number | null];
  return { status, stderr, epochs };
}

/** Calls `act` once, in the middle of the training. */
function atEpoch(epoch: number, act: () => void): (event: Said) => void {
  let done = false;
  return (event) => {
    if (done || event.type !== "epoch.finished" || event.epoch! < epoch) return;
    done = true;
    act();
  };
}

function rescueFileOf(stderr: string): string {
  const [, file] = /logged is in (\S+\.jsonl)/.exec(stderr) ?? [];
  return file ?? "";
}

async function storedIn(home: string) {
  const db = await openDb({ path: dbPath(home) });
  try {
    const run = await db.run.findFirstOrThrow({ include: { artifacts: true } });
    const steps = await db.metric.count({ where: { runId: run.id, key: "train/loss" } });
    const previews = await db.imageContent.findMany({ select: { preview: true } });
    return {
      run,
      steps,
      runs: await db.run.count(),
      events: await db.runEvent.count(),
      predictions: (await readPredictions(db, run.id)).length,
      emptyPreviews: previews.filter(({ preview }) => preview.length === 0).length,
    };
  } finally {
    await closeDb(db);
  }
}

test.each([
  [
    "deleted with its folder",
    "deleted or moved",
    (home: string) => rmSync(home, { recursive: true, force: true }),
  ],
  [
    "replaced by another one",
    "replaced",
    (home: string) => {
      writeFileSync(path.join(home, "new.db"), "");
      renameSync(path.join(home, "new.db"), dbPath(home));
    },
  ],
])(
  "a database that is %s in mid-run: the run fails, and nothing it logged is lost",
  async (what, how, act) => {
    const home = path.join(tiny.folder, what.replaceAll(" ", "-"));
    const { status, stderr, epochs } = await train(
      home,
      atEpoch(4, () => act(home)),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(how);
    const file = rescueFileOf(stderr);
    expect(path.dirname(file)).toBe(existsSync(home) ? home : os.tmpdir());

    const recovered = path.join(tiny.folder, `${path.basename(home)}-recovered`);
    expect(await runTrainer(["recover", file], { home: recovered })).toMatchObject({ status: 0 });
    const stored = await storedIn(recovered);
    expect(stored.run).toMatchObject({
      method: "scratch",
      status: "failed",
      errorCode: "DATABASE_LOST",
    });
    expect(stored.steps).toBeGreaterThanOrEqual(epochs);
    expect(stored.emptyPreviews).toBe(0);
    // Once more adds nothing.
    const again = await runTrainer(["recover", file, "--json"], { home: recovered });
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, complete: true });
    expect(await storedIn(recovered)).toEqual(stored);
    rmSync(file);
  },
);

test("a database that is overwritten in its place is noticed at the latest at the end, with every prediction kept", async () => {
  const home = path.join(tiny.folder, "overwritten");
  const act = atEpoch(4, () => writeFileSync(dbPath(home), Buffer.alloc(300_000, "x")));
  const { status, stderr } = await train(home, act);
  expect(status).toBe(1);
  const recovered = path.join(tiny.folder, "overwritten-recovered");
  // Cut off in its middle, the file is read as far as it is whole.
  const file = rescueFileOf(stderr);
  const lines = readFileSync(file, "utf8").split("\n");
  const cut = path.join(tiny.folder, "cut.jsonl");
  writeFileSync(cut, lines.slice(0, 10).join("\n").slice(0, -7));
  const partly = await runTrainer(["recover", cut, "--json"], { home: recovered });
  expect(partly.status).toBe(1);
  expect(JSON.parse(partly.stdout)).toMatchObject({ complete: false, runs: [1] });

  expect(await runTrainer(["recover", file], { home: recovered })).toMatchObject({ status: 0 });
  const stored = await storedIn(recovered);
  expect(stored).toMatchObject({ runs: 1, steps: EPOCHS, predictions: 20, emptyPreviews: 0 });
});

test("a lock that another program holds is waited for, with a word", async () => {
  const home = path.join(tiny.folder, "locked");
  const other = await openDb({ path: dbPath(home) });
  let unlock: (() => void) | null = null;
  let locked: Promise<unknown> = Promise.resolve();
  let waited = false;
  const { status, stderr } = await train(home, (event) => {
    if (event.type === "epoch.finished" && event.epoch === 2) {
      const released = new Promise<void>((resolve) => {
        unlock = resolve;
      });
      locked = other.$transaction(async () => released);
    }
    if (event.type !== "database.waiting") return;
    waited = true;
    unlock?.();
  });
  await locked;
  await closeDb(other);
  expect([status, stderr, waited]).toEqual([0, "", true]);
  expect(await storedIn(home)).toMatchObject({ steps: EPOCHS, predictions: 20 });
  expect(readdirSync(home).filter((name) => name.includes("rescue"))).toEqual([]);
});
