import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { createRng } from "@graft/core/analysis/random";
import type { ExperimentConfigInput } from "@graft/core/contract";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { tempFolder, writeFiles } from "../dataset/testing/sample-images.ts";
import { runTrainer } from "../testing/trainer-process.ts";

/** A PNG of coloured blots that differ with the seed. */
function blots(seed: number): Sharp {
  const rng = createRng(seed);
  const pixels = Uint8Array.from({ length: 6 * 6 * 3 }, () => 255 * rng());
  const image = sharp(pixels, { raw: { width: 6, height: 6, channels: 3 } });
  return image.resize(48, 48, { kernel: "cubic" });
}

/** `count` images in each of these folders, none like another. */
async function imagesIn(folder: string, places: Readonly<Record<string, number>>): Promise<void> {
  let seed = 1;
  for (const [place, count] of Object.entries(places)) {
    await mkdir(path.join(folder, place), { recursive: true });
    for (let i = 0; i < count; i++) {
      await writeFile(path.join(folder, place, `${i}.png`), await blots(seed++).png().toBuffer());
    }
  }
}

const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);

interface Data {
  readonly version: number;
  readonly refused: readonly { code: string; message: string; hint: string }[];
  readonly dataset: { name: string; numImages: number };
  readonly classes: readonly { name: string; images: number }[];
  readonly splits: readonly Record<"train" | "validation" | "test" | "unused", number[]>[];
  readonly unreadable: readonly { source: string; reason: string }[];
  readonly leftOut: { byExtension: Record<string, number>; files: readonly { source: string }[] };
  readonly ignored: Record<string, number>;
  readonly duplicates: readonly { images: readonly { source: string }[] }[];
  readonly nearDuplicates: {
    isComplete: boolean;
    pairs: readonly {
      images: readonly { source: string }[];
      isMirrored: boolean;
      acrossRepeats: number[];
    }[];
  };
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly images: readonly { source: string; class: string; parts: (string | null)[] }[];
}

/** An experiment on the folder "set", and the real command on it. */
async function experiment(folder: string, changes: Partial<ExperimentConfigInput> = {}) {
  const config: ExperimentConfigInput = {
    name: "look",
    dataset: { kind: "folder", path: "set", imageSize: 32 },
    split: { train: 0.5, test: 0.5 },
    backbone: { kind: "built-in" },
    methods: ["raw-pixels"],
    ...changes,
  };
  const file = path.join(folder, "experiment.json");
  await writeFile(file, JSON.stringify(config));
  const home = path.join(folder, "home");
  const call = (command: string, ...more: string[]) =>
    runTrainer([command, "--config", file, ...more], { home });
  return {
    home,
    run: (...more: string[]) => call("run", ...more),
    data: (...more: string[]) => call("data", ...more),
    json: async (...more: string[]): Promise<{ status: number | null; data: Data }> => {
      const { status, stdout, stderr } = await call("data", "--json", ...more);
      expect(stdout, stderr).not.toBe("");
      return { status, data: JSON.parse(stdout) as Data };
    },
  };
}

test("shows classes, split, what is left out, copies and warnings; trains and stores nothing", async () => {
  const folder = await tempFolder();
  await imagesIn(folder, { "set/1": 8, "set/2": 8, "set/10": 8 });
  const jpeg = await blots(900).jpeg().toBuffer();
  const copy = await blots(1).png().toBuffer();
  await writeFiles(folder, {
    "set/1/copy.png": copy,
    "set/2/phone.jpg_large": jpeg,
    "set/2/notes.txt": "x",
    "set/10/raw.nef": "MM",
    "set/10/.DS_Store": "x",
    "set/cover.jpg": jpeg,
  });
  const { data, json, home } = await experiment(folder, { repeats: 2 });
  const shown = await data();
  expect(shown.status, shown.stderr).toBe(0);
  expect(shown.stderr).toBe("");
  expect(shown.stdout).toContain("26 images of 3 classes");
  expect(shown.stdout).toMatch(/3 files left out: 1 \.\w+, 1 \.\w+, 1 \.\w+/);
  expect(shown.stdout).toContain('"set/cover.jpg": it is in no class folder'.replace("set/", ""));
  expect(shown.stdout).toContain('"1/0.png" = "1/copy.png"');
  expect(shown.stdout).toContain("This is the first of 2 splits");

  const { status, data: found } = await json();
  expect(status).toBe(0);
  expect(found).toMatchObject({
    version: 1,
    experiment: "look",
    refused: [],
    dataset: { name: "set", kind: "folder", root: path.join(folder, "set"), numImages: 26 },
    classes: [
      { name: "1", images: 9 },
      { name: "2", images: 9 },
      { name: "10", images: 8 },
    ],
    leftOut: { byExtension: { ".nef": 1, ".jpg": 1, ".txt": 1 } },
    ignored: { ".DS_Store": 1 },
    duplicates: [{ images: [{ source: "1/0.png" }, { source: "1/copy.png" }] }],
  });
  expect(found.splits).toHaveLength(2);
  for (const { train, test } of found.splits) {
    expect([sum(train), sum(test)]).toEqual([13, 13]);
  }
  expect(found.images).toHaveLength(26);
  expect(found.images.every(({ parts }) => parts.length === 2)).toBe(true);
  expect(await readdir(home)).toEqual(["cache"]);
});

test("near-duplicates on two sides of the split are named, mirrored ones too", async () => {
  const folder = await tempFolder();
  await imagesIn(folder, {
    "set/train/a": 4,
    "set/train/b": 4,
    "set/test/a": 4,
    "set/test/b": 4,
  });
  await writeFiles(folder, {
    "set/test/a/again.jpg": await blots(1).jpeg({ quality: 60 }).toBuffer(),
    "set/test/b/turned.png": await blots(5).flop().png().toBuffer(),
    "set/train/a/twin.jpg": await blots(2).jpeg({ quality: 60 }).toBuffer(),
  });
  const { data, json } = await experiment(folder);
  const { data: found } = await json();
  const pairs = found.nearDuplicates.pairs.map(({ images, isMirrored, acrossRepeats }) => ({
    images: new Set(images.map(({ source }) => source)),
    isMirrored,
    acrossRepeats,
  }));
  expect(new Set(pairs)).toEqual(
    new Set([
      {
        images: new Set(["test/a/again.jpg", "train/a/0.png"]),
        isMirrored: false,
        acrossRepeats: [0],
      },
      {
        images: new Set(["test/b/turned.png", "train/b/0.png"]),
        isMirrored: true,
        acrossRepeats: [0],
      },
      {
        images: new Set(["train/a/1.png", "train/a/twin.jpg"]),
        isMirrored: false,
        acrossRepeats: [],
      },
    ]),
  );
  expect(found.warnings.join()).toContain(
    "2 pairs of near-duplicates lie on two sides of the split",
  );
  const { stdout, status } = await data();
  expect(status).toBe(0);
  expect(stdout).toContain("Near-duplicates on two sides of the split (2)");
  expect(stdout).toMatch(
    /"train\/b\/0\.png" and "test\/b\/turned\.png", mirrored|"test\/b\/turned\.png" and "train\/b\/0\.png", mirrored/,
  );
});

test("run says the same before it trains", async () => {
  const folder = await tempFolder();
  await imagesIn(folder, {
    "set/training_set/cats": 6,
    "set/training_set/dogs": 6,
    "set/test_set/cats": 4,
    "set/test_set/dogs": 4,
  });
  await writeFiles(folder, { "set/training_set/cats/list.csv": "x" });
  const { data, run } = await experiment(folder, { device: "wasm" });
  const shown = await data();
  const ran = await run();
  expect(ran.status, ran.stderr).toBe(0);
  const table = shown.stdout.slice(shown.stdout.indexOf("Data set"), shown.stdout.indexOf("\n\n"));
  expect(table).toMatch(/cats +10 +6 +4\n +dogs +10 +6 +4\n +all +20 +12 +8/);
  expect(table).toContain("1 file left out: 1 .csv");
  expect(ran.stdout).toContain(table);
  expect(ran.stdout.indexOf(table)).toBeLessThan(ran.stdout.indexOf("run 1"));
});

test.each<[string, (folder: string) => Promise<void>, string]>([
  [
    "the same classes in every folder",
    (folder) => imagesIn(folder, { "set/x/a": 1, "set/x/b": 1, "set/y/a": 1, "set/y/b": 1 }),
    "DATASET_INVALID",
  ],
  [
    "an image that is text",
    async (folder) => {
      await imagesIn(folder, { "set/a": 4, "set/b": 4 });
      await writeFiles(folder, { "set/a/x.jpg": "text" });
    },
    "IMAGE_UNREADABLE",
  ],
  [
    "a class of one image",
    (folder) => imagesIn(folder, { "set/a": 9, "set/b": 1 }),
    "TOO_FEW_IMAGES",
  ],
  ["one class", (folder) => imagesIn(folder, { "set/a": 4 }), "TOO_FEW_CLASSES"],
  ["no folder", async () => undefined, "DATASET_NOT_FOUND"],
  [
    "one image in both parts",
    async (folder) => {
      await imagesIn(folder, {
        "set/train/a": 3,
        "set/train/b": 3,
        "set/test/a": 3,
        "set/test/b": 3,
      });
      await writeFiles(folder, { "set/test/a/same.png": await blots(1).png().toBuffer() });
    },
    "MANIFEST_INVALID",
  ],
])("refuses what run refuses, in the same words: %s", async (_, make, code) => {
  const folder = await tempFolder();
  await make(folder);
  const { data, run, json } = await experiment(folder, { device: "wasm" });
  const [looked, ran, { status, data: found }] = [await data(), await run(), await json()];
  expect([looked.status, ran.status, status]).toEqual([1, 1, 1]);
  expect(looked.stderr).toContain("error:");
  expect(ran.stderr).toBe(looked.stderr);
  expect(found.refused.map((refusal) => refusal.code)).toEqual([code]);
  expect(looked.stderr).toContain(found.refused[0]!.message.split("\n")[0]);
});

test("a setting is changed as in run; long lists are folded but complete in JSON", async () => {
  const folder = await tempFolder();
  await imagesIn(folder, { "set/a": 4, "set/b": 4 });
  const notes = Array.from({ length: 60 }, (_, i) => [
    `set/a/${String(i).padStart(2, "0")}.md`,
    "x",
  ]);
  await writeFiles(folder, Object.fromEntries(notes));
  const { data, json } = await experiment(folder);
  const { stdout } = await data("--set", "split.train=2", "split.test=4");
  expect(stdout).toContain("60 files left out: 60 .md");
  expect(stdout).toContain("and 35 more (--json shows all)");
  expect(stdout).toMatch(/all +8 +2 +4 +2\n/);
  const { data: found } = await json("--set", "split.train=2", "split.test=4");
  expect(found.leftOut.files).toHaveLength(60);
  expect(found.splits[0]).toMatchObject({ train: [1, 1], test: [2, 2], unused: [1, 1] });
  const wrong = await data("--set", "split.trian=2");
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain('did you mean "train"?');
});

test("links and loops end, and are named", async () => {
  const folder = await tempFolder();
  await imagesIn(folder, { "set/a": 4, "set/b": 4 });
  await symlink("..", path.join(folder, "set/a/up"));
  await symlink("loop.png", path.join(folder, "set/b/loop.png"));
  const { json } = await experiment(folder);
  const { status, data: found } = await json("--set", "dataset.onBadImage=skip");
  expect(status).toBe(0);
  expect(found.unreadable).toEqual([
    { source: "a/up", reason: "it is a link to a folder; these are not followed" },
    { source: "b/loop.png", reason: "it is a link that leads to itself" },
  ]);
});
