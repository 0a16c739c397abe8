import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { RENDERINGS, renderScene } from "@graft/core/learning/drawn-images";
import { closeDb, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { tempFolder, writeFiles } from "../dataset/testing/sample-images.ts";
import { runTrainer, startTrainer } from "../testing/trainer-process.ts";

const SIDE = 96;

function scene(seed: number): Sharp {
  const pixels = renderScene(RENDERINGS[seed % 2]!, { seed, size: SIDE });
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
}

/** 24 scenes of two classes, and a crop of each of the first eight, all in one folder per class. */
async function twinnedSet(folder: string): Promise<void> {
  for (let i = 0; i < 24; i++) {
    const name = RENDERINGS[i % 2]!;
    await writeFiles(folder, { [`set/${name}/${i}.png`]: await scene(i).png().toBuffer() });
    if (i >= 8) continue;
    const cropped = scene(i).extract({ left: 10, top: 14, width: 76, height: 76 });
    const file = await cropped.jpeg({ quality: 70 }).toBuffer();
    await writeFiles(folder, { [`set/${name}/${i}-cropped.jpg`]: file });
  }
}

test("a run says what it reaches without near-duplicates; so do measure and compare; grouped, there are none", async () => {
  const folder = await tempFolder();
  await twinnedSet(folder);
  const config = path.join(folder, "experiment.json");
  await writeFile(
    config,
    JSON.stringify({
      name: "twins",
      dataset: { kind: "folder", path: "set", imageSize: 64 },
      split: { train: 0.5, test: 0.5 },
      device: "wasm",
      methods: [
        { kind: "raw-pixels", classifiers: ["nearest-centroid"] },
        { kind: "raw-pixels", classifiers: ["logistic-regression"] },
      ],
    }),
  );
  const home = path.join(folder, "home");
  const trainer = async (...args: string[]) => {
    const { status, stdout, stderr } = await runTrainer(args, { home });
    expect(status, stderr).toBe(0);
    return stdout.replaceAll(/\s+/g, " ");
  };
  const said =
    /Without the (\d+) test images? that (?:has|have) a near-duplicate among the training images: /;

  const ran = await trainer("run", "--config", config);
  expect(ran).toMatch(/8 pairs of near-duplicates, [1-8] on two sides of the split/);
  expect(ran).toMatch(said);
  const number = Number(said.exec(ran)![1]);
  expect(number).toBeGreaterThan(0);
  const gain = /raw-pixels \(run \d\) against raw-pixels \(run \d\): [^.]+ instead of /;
  expect(ran).toMatch(gain);

  const db = await openDb({ path: dbPath(home) });
  expect(await db.nearDuplicate.count()).toBe(8);
  const dataset = await db.dataset.findFirstOrThrow();
  expect(dataset.nearDuplicatesAt).not.toBeNull();
  await closeDb(db);

  expect(await trainer("measure", "1")).toMatch(
    new RegExp(`${said.source}[\\d.]+% instead of [\\d.]+%\\.`),
  );
  const measured: unknown = JSON.parse(await trainer("measure", "1", "--json", "-p", "accuracy"));
  expect(measured).toMatchObject({ withoutTwins: { numTwins: number } });
  const compared = await trainer("compare", "1", "2");
  expect(compared).toMatch(said);
  expect(compared).toMatch(gain);
  const json = JSON.parse(await trainer("compare", "1", "2", "--json")) as {
    comparison: { scores: { total: number }[] };
    withoutTwins: { sentences: string[]; comparison: { scores: { total: number }[] } };
  };
  expect(json.comparison.scores[0]!.total).toBe(16);
  expect(json.withoutTwins.comparison.scores[0]!.total).toBe(16 - number);
  expect(compared).toContain(json.withoutTwins.sentences[0]);

  const grouped = await trainer(
    "run",
    "--config",
    config,
    "--set",
    "dataset.groupNearDuplicates=true",
  );
  expect(grouped).toContain("8 pairs of near-duplicates, 0 on two sides of the split");
  expect(grouped).not.toMatch(/Without the/);
  expect(await trainer("measure", "3")).not.toMatch(/Without the/);
});

test("near-duplicates that a prescribed split parts cannot be grouped: refused, with both names", async () => {
  const folder = await tempFolder();
  for (const [i, name] of ["train/a", "train/b", "test/a", "test/b"].entries()) {
    for (const k of [0, 1, 2]) {
      const file = await scene(10 * i + k)
        .png()
        .toBuffer();
      await writeFiles(folder, { [`set/${name}/${k}.png`]: file });
    }
  }
  await writeFiles(folder, { "set/test/a/twin.jpg": await scene(1).jpeg().toBuffer() });
  const config = path.join(folder, "experiment.json");
  await writeFile(
    config,
    JSON.stringify({
      name: "parted",
      dataset: { kind: "folder", path: "set", imageSize: 64, groupNearDuplicates: true },
      methods: ["raw-pixels"],
    }),
  );
  const { status, stderr } = await runTrainer(["data", "--config", config], {
    home: path.join(folder, "home"),
  });
  expect(status).toBe(1);
  expect(stderr).toContain("near-duplicates");
  expect(stderr).toContain("train/a/1.png");
  expect(stderr).toContain("test/a/twin.jpg");
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the search for near-duplicates: nothing is kept of it, and no run begins",
  async (signal) => {
    const folder = await tempFolder();
    const files: Record<string, Buffer> = {};
    // The search takes seconds; its threads look at each image for milliseconds.
    for (let i = 0; i < 600; i++) {
      files[`set/${RENDERINGS[i % 2]}/${i}.png`] = await scene(i).png().toBuffer();
    }
    await writeFiles(folder, files);
    const config = path.join(folder, "experiment.json");
    await writeFile(
      config,
      JSON.stringify({
        name: "stopped",
        dataset: { kind: "folder", path: "set", imageSize: 64 },
        device: "wasm",
        methods: ["raw-pixels"],
      }),
    );
    const home = path.join(folder, "home");
    const child = startTrainer(["run", "--config", config, "--json"], { home });
    const closed = once(child, "close");
    const types = new Set<string>();
    for await (const line of createInterface({ input: child.stdout! })) {
      const event = JSON.parse(line) as { type: string; done?: number; total?: number };
      types.add(event.type);
      // All images are read: what follows is the search.
      if (event.type === "dataset.progress" && event.done === event.total) child.kill(signal);
    }
    const [status] = (await closed) as [number | null];
    expect(status).toBe(130);
    expect(types).toContain("dataset.progress");
    expect(types).not.toContain("dataset.ready");
    const kept = path.join(home, "cache", "near-duplicates");
    expect(existsSync(kept) ? await readdir(kept) : []).toEqual([]);
    if (!existsSync(dbPath(home))) return;
    const db = await openDb({ path: dbPath(home) });
    expect(await db.run.count()).toBe(0);
    expect(await db.nearDuplicate.count()).toBe(0);
    await closeDb(db);
  },
);
