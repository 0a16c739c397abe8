import { execFileSync } from "node:child_process";
import {
  chmod,
  chown,
  cp,
  mkdir,
  readdir,
  readFile,
  truncate,
  unlink,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { closeDb, listRuns, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { totalMemory } from "../engine/total-memory.ts";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer, type TrainerResult } from "../testing/trainer-process.ts";

/** Permissions do not bind root: there, the command runs as a user whom they bind. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const asBoundUser = isRoot ? { uid: NOBODY } : {};

let tiny: TinyExperiment;
let homes = 0;

beforeAll(async () => {
  tiny = await tinyExperiment();
});
afterAll(() => tiny.dispose());

/** Runs the real command on a fresh home; expects one clear message, exit status 1 and no run. */
async function refusalOf(file: string, ...more: string[]): Promise<string> {
  homes += 1;
  const home = path.join(tiny.folder, `home-${homes}`);
  const result = await runTrainer(["run", "--config", file, ...more], { home });
  await expectNoRun(home);
  return expectOneMessage(result);
}

function expectOneMessage({ status, stderr }: TrainerResult): string {
  expect(status, stderr).toBe(1);
  expect(stderr.match(/error:/g), stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m); // no stack trace
  return stderr;
}

async function expectNoRun(home: string): Promise<void> {
  const db = await openDb({ path: dbPath(home) });
  expect(await listRuns(db)).toEqual([]);
  expect(await db.experiment.count()).toBe(0);
  await closeDb(db);
}

async function copyOfImages(name: string): Promise<string> {
  const folder = path.join(tiny.folder, name);
  await cp(path.join(tiny.folder, "images"), folder, { recursive: true });
  return folder;
}

function withImages(folder: string): Promise<string> {
  return tiny.write({ dataset: { kind: "folder", path: folder, imageSize: 32 } });
}

async function withBrokenWeights(name: string, damage: (file: string) => Promise<void>) {
  const net = path.join(tiny.folder, name);
  await cp(path.dirname(tiny.backbone), net, { recursive: true });
  await damage(path.join(net, "weights.bin"));
  return tiny.write({ backbone: { kind: "file", path: `${name}/model.json` } });
}

describe("the config file", () => {
  test("is missing", async () => {
    expect(await refusalOf(path.join(tiny.folder, "no.json"))).toContain("There is no file");
  });

  test("is broken JSON", async () => {
    const file = path.join(tiny.folder, "broken.json");
    await writeFile(file, '{ "name": "tiny",\n  "seed" 1 }');
    expect(await refusalOf(file)).toContain("broken.json is not valid JSON: line 2, column 10");
  });

  test("has an unknown key: the nearest valid one is named", async () => {
    const file = await tiny.write({});
    expect(await refusalOf(file, "--set", "methods.scratch.epoch=3")).toContain(
      'methods[1].epoch: unknown key; did you mean "epochs"?',
    );
  });

  test("has a value of the wrong type", async () => {
    expect(await refusalOf(tiny.configFile, "--set", "seed=one")).toContain(
      'seed: found "one", expected a number',
    );
  });
});

describe("what is not an ordinary file", () => {
  test("given as config, net, folder, manifest, mosaic or image is refused without being read", async () => {
    const pipe = path.join(tiny.folder, "pipe.json");
    execFileSync("mkfifo", [pipe]);
    expect(await refusalOf(pipe)).toContain("is a pipe, not a file");
    expect(await refusalOf("/dev/zero")).toContain("/dev/zero is a device, not a file");
    const net = { kind: "file", path: "/dev/zero" } as const;
    expect(await refusalOf(await tiny.write({ backbone: net }))).toContain(
      "The backbone /dev/zero is a device, not a file",
    );
    const manifest = { kind: "manifest", path: pipe } as const;
    expect(await refusalOf(await tiny.write({ dataset: manifest }))).toContain(
      'pipe.json" is a pipe, not a file',
    );
    const mosaics = [{ image: "/dev/zero", label: "a" }];
    expect(await refusalOf(await tiny.write({ dataset: { kind: "mosaic", mosaics } }))).toContain(
      '"/dev/zero" is a device, not a file',
    );
    expect(
      await refusalOf(await tiny.write({ dataset: { kind: "folder", path: "/dev/zero" } })),
    ).toContain('"/dev/zero" is not a folder');
    const list = path.join(tiny.folder, "list.csv");
    await writeFile(list, `path,label\n/dev/zero,a\n${pipe},b\n`);
    expect(
      await refusalOf(await tiny.write({ dataset: { kind: "manifest", path: list } })),
    ).toContain("it is not a file (line 2)");
  });
});

test.skipIf(totalMemory() > 70 * 2 ** 30)(
  "more images than this machine can hold are refused before one is drawn",
  async () => {
    const dataset = { kind: "generated", perClass: 10_000, imageSize: 1024 } as const;
    expect(await refusalOf(await tiny.write({ dataset }))).toMatch(
      /20,000 images of 1024 x 1024 pixels need 58\.6 GiB of memory; this machine has .* GiB\.\s+Lower dataset\.imageSize or dataset\.perClass/,
    );
  },
);

describe("the data set", () => {
  test("is an empty folder", async () => {
    await mkdir(path.join(tiny.folder, "empty"));
    expect(await refusalOf(await withImages("empty"))).toMatch(
      /The folder ".*empty" holds no class folder with images/,
    );
  });

  test("has one class only", async () => {
    const folder = path.join(tiny.folder, "one-class");
    await cp(path.join(tiny.folder, "images/blobs"), path.join(folder, "blobs"), {
      recursive: true,
    });
    expect(await refusalOf(await withImages("one-class"))).toContain(
      'has only one class, "blobs"; there is nothing to tell apart',
    );
  });

  test("has a class smaller than the split needs", async () => {
    const folder = await copyOfImages("small-class");
    const images = await readdir(path.join(folder, "blobs"));
    await Promise.all(images.slice(1).map((name) => unlink(path.join(folder, "blobs", name))));
    const file = await tiny.write({
      dataset: { kind: "folder", path: folder, imageSize: 32 },
      split: { train: 20, test: 10 },
    });
    expect(await refusalOf(file)).toContain(
      'The class "blobs" has 1 image; it needs at least 2: one to train on and one to test on.',
    );
  });

  test("has a text file named .jpg", async () => {
    const folder = await copyOfImages("text");
    await writeFile(path.join(folder, "blobs/note.jpg"), "this is no image");
    expect(await refusalOf(await withImages("text"))).toContain("blobs/note.jpg");
  });

  test("has a truncated JPEG", async () => {
    const folder = await copyOfImages("truncated");
    const file = path.join(folder, "stripes/001.jpeg");
    await truncate(file, Math.floor((await readFile(file)).length / 2));
    expect(await refusalOf(await withImages("truncated"))).toContain("stripes/001.jpeg");
  });
});

describe("the backbone", () => {
  test("lacks its weights", async () => {
    expect(await refusalOf(await withBrokenWeights("no-weights", unlink))).toContain("weights.bin");
  });

  test("has weights that were cut short", async () => {
    const file = await withBrokenWeights("short-weights", (weights) => truncate(weights, 100));
    expect(await refusalOf(file)).toMatch(/weights.*100/s);
  });
});

describe("the place to store", () => {
  test("has a read-only database", async () => {
    const home = path.join(tiny.folder, "read-only");
    await closeDb(await openDb({ path: dbPath(home) }));
    await makeReadOnly(home);
    await openTo(tiny.folder);
    const result = await runTrainer(["run", "--config", tiny.configFile], { home, ...asBoundUser });
    expect(expectOneMessage(result)).toContain(dbPath(home));
    await chmod(home, 0o700);
    await chmod(dbPath(home), 0o600);
    await expectNoRun(home);
  });

  test("is a folder that cannot be written", async () => {
    const parent = path.join(tiny.folder, "locked");
    await mkdir(parent, { mode: 0o555 });
    await openTo(tiny.folder);
    const home = path.join(parent, "home");
    const result = await runTrainer(["run", "--config", tiny.configFile], { home, ...asBoundUser });
    expect(expectOneMessage(result)).toContain(home);
  });
});

async function makeReadOnly(home: string): Promise<void> {
  if (isRoot) {
    await chown(home, NOBODY, NOBODY);
    await chown(dbPath(home), NOBODY, NOBODY);
  }
  await chmod(dbPath(home), 0o444);
  await chmod(home, 0o555);
}

async function openTo(folder: string): Promise<void> {
  await chmod(folder, 0o755);
}
