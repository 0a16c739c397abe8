import { readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetConfig } from "@graft/core/contract";
import { drawSplit } from "@graft/core/learning/split";
import sharp from "sharp";
import { expect, test } from "vitest";
import { encodePreview } from "./decode-image.ts";
import type { DecodeProgress, ImageSet } from "./image-set.ts";
import { loadDataset } from "./load-dataset.ts";
import {
  decodeFitted,
  gradient,
  largestDifference,
  solid,
  tempFolder,
  writeFiles,
} from "./testing/sample-images.ts";

const SIDE = 16;
const common = { imageSize: SIDE, onBadImage: "fail" as const };
const FOLDER: DatasetConfig = { kind: "folder", path: "set", ...common };

/** A temporary data set of two classes, three images each, and a way to load it. */
async function twoClasses() {
  const folder = await tempFolder();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 3; i++) {
    files[`set/b/${i}.png`] = await gradient(20 + i, 20, i)
      .png()
      .toBuffer();
    files[`set/a/${i}.jpg`] = await gradient(20, 20 + i, i)
      .jpeg()
      .toBuffer();
  }
  await writeFiles(folder, files);
  const load = async (config: DatasetConfig = FOLDER) => {
    let decoded = 0;
    const set = await loadDataset(config, {
      baseDir: folder,
      cacheDir: join(folder, "cache"),
      onProgress: () => (decoded += 1),
    });
    return { set, decoded };
  };
  return { folder, files, load };
}

const row = ({ pixels, imageSize }: ImageSet, position: number) =>
  pixels.subarray(position * imageSize ** 2 * 3, (position + 1) * imageSize ** 2 * 3);

/** What must not depend on where the images lie. */
const contents = ({ fingerprint, classes, pixels, items }: ImageSet) => ({
  fingerprint,
  classes,
  pixels: Buffer.from(pixels).toString("hex"),
  hashes: items.map(({ hash, label }) => `${label} ${hash}`),
});

test("every item goes with its own pixels", async () => {
  const { files, load } = await twoClasses();
  const { set } = await load();
  expect([set.name, set.kind, set.classes]).toEqual(["set", "folder", ["a", "b"]]);
  expect(set.pixels.length).toBe(6 * SIDE * SIDE * 3);
  for (const [position, item] of set.items.entries()) {
    const file = files[`set/${item.source}`]!;
    const { pixels, width, height } = await decodeFitted(file, SIDE);
    expect([item.width, item.height, item.bytes]).toEqual([width, height, file.length]);
    expect(set.classes[item.label]).toBe(item.source[0]);
    expect(Buffer.compare(row(set, position), pixels)).toBe(0);
  }
});

test("an unchanged data set is loaded without decoding an image", async () => {
  const { load } = await twoClasses();
  const first = await load();
  const second = await load();
  expect([first.decoded, second.decoded]).toEqual([6, 0]);
  expect(second.set).toEqual(first.set);
});

test("only what was added or changed is decoded again", async () => {
  const { folder, load } = await twoClasses();
  const before = (await load()).set;
  await writeFiles(folder, { "set/b/new.png": await gradient(30, 30, 5).png().toBuffer() });
  const added = await load();
  expect([added.decoded, added.set.items.length]).toEqual([1, 7]);
  expect(added.set.fingerprint).not.toBe(before.fingerprint);
  await utimes(join(folder, "set/a/0.jpg"), new Date(), new Date());
  expect((await load()).decoded).toBe(1);
  await rm(join(folder, "set/b/new.png"));
  const removed = await load();
  expect([removed.decoded, contents(removed.set)]).toEqual([0, contents(before)]);
});

test("a damaged cache is made anew, with the same result", async () => {
  const { folder, load } = await twoClasses();
  const { set } = await load();
  for (const part of ["pixels", "index"]) {
    const [name] = await readdir(join(folder, "cache", part));
    await writeFile(join(folder, "cache", part, name!), "damaged");
    const again = await load();
    expect([part, again.decoded, again.set]).toEqual([part, 6, set]);
    expect((await load()).decoded).toBe(0);
  }
});

test("names of files change neither fingerprint nor order; content, class and group do", async () => {
  const { folder, files, load } = await twoClasses();
  const { set } = await load();
  await rename(join(folder, "set/a/0.jpg"), join(folder, "set/a/zzz.jpeg"));
  expect(contents((await load()).set)).toEqual(contents(set));

  const list = (extra: string) =>
    Object.keys(files).map(
      (name) => `../${name.replace("a/0.jpg", "a/zzz.jpeg")},${name[4]}${extra}`,
    );
  const manifest = { kind: "manifest" as const, path: "lists/m.csv", ...common };
  await writeFiles(folder, { "lists/m.csv": ["path,label", ...list("").reverse()].join("\n") });
  const listed = (await load(manifest)).set;
  expect(contents(listed)).toEqual(contents(set));
  expect([listed.name, listed.kind]).toEqual(["m", "manifest"]);

  await writeFiles(folder, { "lists/m.csv": ["path,label,group", ...list(",g")].join("\n") });
  expect((await load(manifest)).set.fingerprint).not.toBe(set.fingerprint);
  await rename(join(folder, "set/b"), join(folder, "set/c"));
  expect((await load()).set.fingerprint).not.toBe(set.fingerprint);
});

test("a label that changes in a manifest needs no decoding, but moves its image", async () => {
  const { folder, load } = await twoClasses();
  const manifest = { kind: "manifest" as const, path: "m.jsonl", ...common };
  const write = (label: string) =>
    writeFiles(folder, {
      "m.jsonl": [
        `{"path": "set/a/0.jpg", "label": "x", "split": "train"}`,
        `{"path": "set/a/1.jpg", "label": "y", "group": "g"}`,
        `{"path": "set/b/0.png", "label": "${label}"}`,
      ].join("\n"),
    });
  await write("x");
  await load(manifest);
  await write("y");
  const { set, decoded } = await load(manifest);
  expect(decoded).toBe(0);
  for (const [position, { source, label, part, group }] of set.items.entries()) {
    expect(label).toBe(source === "set/a/0.jpg" ? 0 : 1);
    expect(part).toBe(source === "set/a/0.jpg" ? "train" : null);
    expect(group).toBe(source === "set/a/1.jpg" ? "g" : null);
    const original = (await load()).set;
    const there = original.items.findIndex((item) => `set/${item.source}` === source);
    expect(Buffer.compare(row(set, position), row(original, there))).toBe(0);
  }
  expect((await load(manifest)).decoded).toBe(0);
});

test("copies of an image keep one hash each", async () => {
  const { folder, files, load } = await twoClasses();
  await writeFiles(folder, { "set/a/copy.jpg": files["set/a/0.jpg"]! });
  const { set } = await load();
  const hashes = set.items.map(({ hash }) => hash);
  expect([hashes.length, new Set(hashes).size]).toEqual([7, 6]);
});

const noise = (seed: number) => {
  const pixels = Uint8Array.from(
    { length: 30 * 30 * 3 },
    (_, i) => Math.imul(i + seed, 2_654_435_761) >>> 13,
  );
  return sharp(pixels, { raw: { width: 30, height: 30, channels: 3 } });
};

test("copies with other bytes are one image to the split, and what is odd is warned of", async () => {
  const { folder, load } = await twoClasses();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 10; i++) {
    files[`set/a/${i}-one.png`] = await noise(i * 5000)
      .png({ compressionLevel: 0 })
      .toBuffer();
    files[`set/a/${i}-two.webp`] = await noise(i * 5000)
      .webp({ lossless: true })
      .toBuffer();
  }
  files["set/b/blank.png"] = await solid([255, 255, 255]).png().toBuffer();
  await writeFiles(folder, files);
  const { set } = await load();
  const keyOf = (source: string) => set.items.find((item) => item.source === source)!.hash;
  for (let i = 0; i < 10; i++) expect(keyOf(`a/${i}-one.png`)).toBe(keyOf(`a/${i}-two.webp`));
  expect(new Set(set.items.map(({ hash }) => hash)).size).toBe(6 + 10 + 1);
  expect(set.items.find(({ source }) => source === "b/blank.png")?.findings).toEqual(["flat"]);
  const warning = '1 image is nothing but one colour: "b/blank.png".';
  expect(set.remarks.warnings).toEqual([warning]);
  for (let seed = 1; seed <= 20; seed++) {
    const parts = drawSplit({
      labels: Int32Array.from(set.items, ({ label }) => label),
      numClasses: 2,
      classNames: set.classes,
      keys: set.items.map(({ hash }) => hash),
      groups: set.items.map(({ group }) => group),
      fixed: null,
      train: 0.6,
      test: 0.4,
      validation: 0,
      stratify: true,
      seed,
    });
    const partOf = new Map(set.items.map(({ source }, i) => [source, parts[i]]));
    for (let i = 0; i < 10; i++) {
      expect(partOf.get(`a/${i}-one.png`)).toBe(partOf.get(`a/${i}-two.webp`));
    }
  }
  // The cache tells the same.
  const again = await load();
  expect([again.decoded, again.set.remarks.warnings]).toEqual([0, [warning]]);
});

test("bad images are all named, or skipped when the config says so", async () => {
  const { folder, files, load } = await twoClasses();
  await writeFiles(folder, {
    "set/a/text.jpg": "Dear Sir or Madam",
    "set/b/cut.jpg": files["set/a/0.jpg"]!.subarray(0, -10),
    "set/b/misnamed.png": files["set/a/1.jpg"]!,
  });
  await expect(load()).rejects.toMatchObject({
    code: "IMAGE_UNREADABLE",
    message: expect.stringMatching(
      /^2 of 9 images.*\n.*"a\/text.jpg": it is a text file\n.*"b\/cut.jpg": the JPEG is cut short/,
    ),
    hint: expect.stringContaining('"onBadImage": "skip"'),
  });
  const { set, decoded } = await load({ ...FOLDER, onBadImage: "skip" });
  expect(set.items.length).toBe(7);
  expect(set.skipped.map(({ source }) => source)).toEqual(["a/text.jpg", "b/cut.jpg"]);
  // The good ones were kept from the load that failed.
  expect(decoded).toBe(2);
});

test("at most ten bad images are listed; control characters in names are not sent on", async () => {
  const { folder, load } = await twoClasses();
  const bad = Array.from({ length: 12 }, (_, i) => [`set/a/\u001b[2J${i + 10}.jpg`, ""]);
  await writeFiles(folder, Object.fromEntries(bad));
  const error = await load().catch((error: unknown) => error as Error);
  const { message } = error as Error;
  expect(message).toContain("12 of 18 images");
  expect(message.split("\n").length).toBe(1 + 10 + 1);
  expect(message).toContain('"a/\\u{1b}[2J10.jpg": the file is empty');
  expect(message).toContain("and 2 more");
});

test("skipping never empties a class in silence", async () => {
  const { folder, load } = await twoClasses();
  await writeFiles(folder, { "set/c/1.jpg": "text", "set/c/2.jpg": "text" });
  await expect(load({ ...FOLDER, onBadImage: "skip" })).rejects.toMatchObject({
    code: "DATASET_EMPTY",
    message: expect.stringContaining('Every image of class "c" was skipped'),
  });
});

test("one class is too few", async () => {
  const { folder, load } = await twoClasses();
  await rm(join(folder, "set/b"), { recursive: true });
  await expect(load()).rejects.toMatchObject({
    code: "TOO_FEW_CLASSES",
    message: expect.stringContaining('only one class, "a"'),
  });
});

test("a manifest names images that are not there, with their lines", async () => {
  const { folder, load } = await twoClasses();
  const manifest = { kind: "manifest" as const, path: "m.csv", ...common };
  const write = (lines: string) => writeFiles(folder, { "m.csv": `path,label\n${lines}` });
  await write("set/a/0.jpg,x\nset/a/9.jpg,y\nset/a,y");
  await expect(load(manifest)).rejects.toMatchObject({
    code: "IMAGE_UNREADABLE",
    message: expect.stringMatching(/it is not a file \(line 4\)\n.*no such file \(line 3\)/),
  });
  await write("set/a/0.jpg,x\nset/../set/a/0.jpg,y");
  await expect(load(manifest)).rejects.toMatchObject({
    code: "MANIFEST_INVALID",
    message: expect.stringContaining('line 3, column "path": "set/../set/a/0.jpg" is already'),
  });
  await write("");
  await expect(load(manifest)).rejects.toMatchObject({ code: "DATASET_EMPTY" });
  await writeFiles(folder, { "m.csv": Buffer.from([0x70, 0xff, 0xfe, 0x00]) });
  await expect(load(manifest)).rejects.toMatchObject({
    code: "MANIFEST_INVALID",
    message: expect.stringContaining("is not UTF-8 text"),
  });
});

test("mosaic tiles become images; tiles of the right size are not touched", async () => {
  const { folder, load } = await twoClasses();
  const image = gradient(40, 33);
  const raw = await image.clone().raw().toBuffer();
  await writeFiles(folder, {
    "m/one.png": await image.png().toBuffer(),
    "m/two.png": await gradient(40, 33, 3).png().toBuffer(),
  });
  const tile: [number, number] = [SIDE, SIDE];
  const mosaics = [
    { image: "m/one.png", label: "one", tile, keepEdges: true },
    { image: "m/two.png", label: "two", tile, keepEdges: false },
  ];
  const config = { kind: "mosaic" as const, mosaics, ...common };
  const { set } = await load(config);
  expect([set.name, set.items.length, set.classes]).toEqual(["m", 9 + 4, ["one", "two"]]);
  const position = set.items.findIndex(
    ({ source, tile }) => source === "one.png" && tile?.x === 16 && tile.y === 16,
  );
  const expected = Array.from({ length: SIDE }, (_, y) => {
    const start = ((16 + y) * 40 + 16) * 3;
    return [...raw.subarray(start, start + SIDE * 3)];
  });
  expect([...row(set, position)]).toEqual(expected.flat());
  const sliver = set.items.find(({ tile }) => tile?.x === 32 && tile.y === 32);
  expect(sliver).toMatchObject({ width: 8, height: 1, bytes: 24 });
  expect(await load(config)).toEqual({ set, decoded: 0 });
});

test("an interruption stops between images and leaves no cache behind", async () => {
  const { folder } = await twoClasses();
  const controller = new AbortController();
  const seen: DecodeProgress[] = [];
  const load = loadDataset(FOLDER, {
    baseDir: folder,
    cacheDir: join(folder, "cache"),
    signal: controller.signal,
    onProgress: (progress) => {
      seen.push(progress);
      controller.abort(new Error("stop"));
    },
  });
  await expect(load).rejects.toThrow("stop");
  expect(seen.length).toBeLessThan(6);
  expect(seen[0]).toMatchObject({ done: 1, total: 6, imagesPerSecond: expect.any(Number) });
  expect(seen[0]!.imagesPerSecond).toBeGreaterThan(0);
});

test("a cache folder that cannot be made is refused before anything is decoded", async () => {
  const { folder } = await twoClasses();
  await writeFiles(folder, { home: "a file" });
  let decoded = 0;
  const options = {
    baseDir: folder,
    cacheDir: join(folder, "home/cache"),
    onProgress: () => (decoded += 1),
  };
  await expect(loadDataset(FOLDER, options)).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITABLE",
    message: expect.stringContaining("home/cache"),
  });
  expect(decoded).toBe(0);
});

test("a preview is the decoded image as WebP", async () => {
  const { load } = await twoClasses();
  const { set } = await load();
  const preview = await encodePreview(set, 4);
  expect(Buffer.from(preview).toString("latin1", 8, 12)).toBe("WEBP");
  const { pixels, width } = await decodeFitted(preview, SIDE);
  expect(width).toBe(SIDE);
  expect(largestDifference(pixels, row(set, 4))).toBeLessThan(40);
  await expect(encodePreview(set, 6)).rejects.toMatchObject({ code: "OUT_OF_RANGE" });
});
