import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parsePretrainConfig } from "@graft/core/contract";
import { closeDb, listRuns, openDb, readEvents } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { expect, test } from "vitest";
import { loadBackbone } from "../backbone/open-backbone.ts";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { describeEnvironment } from "../run/environment.ts";
import { runPretraining } from "./run-pretraining.ts";

const CONFIG = parsePretrainConfig({
  name: "tiny",
  seed: 3,
  images: { programs: 4, perProgram: 12, margin: 4, unseenPrograms: 3, perUnseenProgram: 6 },
  net: { imageSize: 24, stem: 8, blocks: [{ channels: 12 }, { channels: 16, stride: 2 }] },
  training: { epochs: 3, batchSize: 12, learningRate: 0.01 },
  device: "wasm",
});

/** Pretrains, and stops after an epoch if one is given. */
async function pretrainIn(home: string, stopAfter = Infinity) {
  const controller = new AbortController();
  return runPretraining(CONFIG, {
    home,
    environment: await describeEnvironment([]),
    signal: controller.signal,
    report(event) {
      if (event.type !== "run" || event.event.type !== "epoch.finished") return;
      if (event.event.epoch >= stopAfter) controller.abort("stopped by the test");
    },
  });
}

async function hashOf(home: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["model.json", "weights.bin"]) {
    hash.update(await readFile(join(home, "backbones", "tiny", name)));
  }
  return hash.digest("hex");
}

test("the same seed on the same engine gives the same weights, also after an interruption", async () => {
  const [whole, broken] = [await tempFolder(), await tempFolder()];
  const { run, folder } = await pretrainIn(whole);
  expect(run.status).toBe("finished");
  expect(folder).toBe(join(whole, "backbones", "tiny"));

  const stopped = await pretrainIn(broken, 1);
  expect(stopped).toMatchObject({ folder: null, run: { status: "cancelled" } });
  expect(existsSync(join(broken, "backbones"))).toBe(false);
  expect((await pretrainIn(broken)).run.status).toBe("finished");
  expect(await hashOf(broken)).toBe(await hashOf(whole));
  expect(await readdir(join(broken, "checkpoints"))).toEqual([]);

  const db = await openDb({ path: dbPath(broken) });
  const runs = await listRuns(db);
  expect(runs.map(({ method, status }) => [method, status])).toEqual([
    ["pretraining", "finished"],
    ["pretraining", "cancelled"],
  ]);
  const events = (await readEvents(db, runs[0]!.id)).events.map(({ event }) => event);
  await closeDb(db);
  // The run that went on also shows what the interrupted one had logged.
  const epochs = events.flatMap((event) => (event.type === "epoch.finished" ? [event] : []));
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(epochs.every(({ metrics }) => metrics["probe/accuracy"]! >= 0)).toBe(true);
  expect(events).toContainEqual(
    expect.objectContaining({ message: "Goes on after epoch 1 of 3." }),
  );
});

test("what it writes is a backbone that the loader takes, for any image size", async () => {
  const home = await tempFolder();
  const { folder } = await pretrainIn(home);
  const file = { path: join(folder!, "model.json"), cut: "auto", inputRange: [-1, 1] } as const;
  const backbone = await loadBackbone(
    { ...file, inputRange: [-1, 1] },
    { baseDir: "/", imageSize: 40 },
  );
  expect(backbone).toMatchObject({ imageSize: 40, numFeatures: 16 });
  expect(backbone.weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
});
