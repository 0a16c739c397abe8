import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { openPredictor } from "@graft/core/learning/model";
import { closeDb, openDb, readPredictions, type TestPrediction } from "@graft/db";
import { dbPath } from "@graft/db/home";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "../engine/open-engine.ts";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer } from "../testing/trainer-process.ts";
import { modelInFolder } from "./stored-model.ts";

let tiny: TinyExperiment;
let stored: Map<number, TestPrediction[]>;
const RUNS = [1, 2, 3, 4];

beforeAll(async () => {
  tiny = await tinyExperiment();
  const { status, stderr } = await runTrainer(["run", "--config", tiny.configFile], tiny);
  expect(status, stderr).toBe(0);
  const db = await openDb({ path: dbPath(tiny.home) });
  stored = new Map();
  for (const run of RUNS) stored.set(run, await readPredictions(db, run));
  await closeDb(db);
});
afterAll(() => tiny.dispose());

interface Line {
  readonly image: string;
  readonly class?: string;
  readonly probability?: number;
  readonly probabilities?: Record<string, number>;
  readonly possible?: readonly string[];
  readonly usualness?: number | null;
  readonly isUnusual?: boolean | null;
  readonly seconds?: number;
  readonly error?: string;
}

async function predicted(
  model: string,
  ...args: string[]
): Promise<{ status: number | null; lines: Line[] }> {
  const { status, stdout } = await runTrainer(["predict", model, ...args, "--json"], tiny);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { status, lines: lines.map((line) => JSON.parse(line) as Line) };
}

/** Largest difference of a probability between what was printed and what the run stored. */
function largestGap(lines: readonly Line[], run: number): number {
  const root = path.join(tiny.folder, "images");
  const bySource = new Map(lines.map((line) => [path.relative(root, line.image), line]));
  const gaps = stored.get(run)!.flatMap(({ source, probabilities }) => {
    const found = Object.values(bySource.get(source)?.probabilities ?? {});
    return probabilities.map((p, k) => Math.abs(p - (found[k] ?? Number.NaN)));
  });
  expect(gaps).toHaveLength(40);
  return Math.max(...gaps);
}

test.each(RUNS)(
  "run %i: files from disk get the stored test probabilities again, on the same engine and on another",
  async (run) => {
    const images = path.join(tiny.folder, "images");
    for (const [device, tolerance] of [
      ["wasm", 1e-6],
      ["auto", 1e-4],
    ] as const) {
      const { status, lines } = await predicted(String(run), images, "--device", device);
      expect([status, lines.length]).toEqual([0, 60]);
      expect(largestGap(lines, run)).toBeLessThan(tolerance);
    }
  },
);

test("a model folder says the same without the run, the database and the images that it comes from", async () => {
  for (const run of RUNS) {
    const out = path.join(tiny.folder, `model-${run}`);
    const exported = await runTrainer(
      ["export", String(run), "--to", "folder", "--out", out],
      tiny,
    );
    expect([exported.status, exported.stderr]).toEqual([0, ""]);
    expect(exported.stdout).toMatch(
      /on the run's 20 test images: the same classes, probabilities within [\d.]+e[+-]\d+\./,
    );
    const images = path.join(tiny.folder, "images");
    const elsewhere = { home: path.join(tiny.folder, "no-home") };
    const { status, stdout } = await runTrainer(
      ["predict", out, images, "--json", "--device", "wasm"],
      elsewhere,
    );
    expect(status).toBe(0);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(largestGap(lines, run)).toBeLessThan(1e-6);
  }
});

test("broken files are told, the others are judged, in the order in which they were named", async () => {
  const folder = path.join(tiny.folder, "mixed");
  await mkdir(folder);
  const [image] = stored.get(1)!;
  const good = path.join(tiny.folder, "images", image!.source);
  await cp(good, path.join(folder, "b good.png"));
  await writeFile(path.join(folder, "a broken.png"), (await readFile(good)).subarray(0, 100));
  await writeFile(path.join(folder, "c notes.txt"), "no image");
  await writeFile(path.join(folder, "empty.jpg"), "");
  const { status, lines } = await predicted(
    "4",
    path.join(folder, "b good.png"),
    folder,
    path.join(folder, "gone.png"),
  );
  expect(status).toBe(1);
  const said = lines.map((line) => [path.basename(line.image), line.error === undefined]);
  expect(said).toEqual(
    expect.arrayContaining([
      ["gone.png", false],
      ["b good.png", true],
      ["a broken.png", false],
      ["empty.jpg", false],
    ]),
  );
  expect(said).toHaveLength(4);
  const { probabilities, probability, class: name, seconds } = lines.find((line) => line.class)!;
  expect(probabilities![name!]).toBe(probability);
  expect(seconds).toBeGreaterThan(0);
});

test("for people: a line per image, the likeliest classes, how many and how fast", async () => {
  const { source } = stored.get(3)![0]!;
  const file = path.join(tiny.folder, "images", source);
  const { status, stdout, stderr } = await runTrainer(["predict", "3", file], tiny);
  expect(status).toBe(0);
  expect(stdout).toMatch(/\.png {2}\S+ \d+(?:\.\d)?%/);
  expect(stderr).toMatch(/^\n1 image in [\d.]+ s \([\d.e+]+ a second\)\.\n$/);
});

const count = (all: readonly Line[]) => all.reduce((sum, own) => sum + own.possible!.length, 0);

test("the classes that remain possible, and what is unlike the training images", async () => {
  const images = path.join(tiny.folder, "images");
  const { status, lines } = await predicted("4", images, "--coverage", "90");
  expect(status).toBe(0);
  for (const { possible, usualness, isUnusual } of lines) {
    expect(possible!.length).toBeLessThanOrEqual(2);
    expect(usualness).toBeGreaterThan(0);
    expect(isUnusual).toBe(usualness! <= 0.05);
  }
  const { lines: wider } = await predicted("4", images, "--coverage", "99%");

  expect(count(wider)).toBeGreaterThanOrEqual(count(lines));
  const { lines: none } = await predicted("1", images);
  expect(none[0]).toMatchObject({ usualness: null, isUnusual: null });
});

test("what spoke for the class is written as an image for each file, none over another", async () => {
  const folder = path.join(tiny.folder, "maps");
  const sources = stored
    .get(4)!
    .slice(0, 2)
    .map(({ source }) => path.join(tiny.folder, "images", source));
  const twin = path.join(tiny.folder, "twin");
  await mkdir(twin);
  await cp(sources[0]!, path.join(twin, path.basename(sources[0]!)));
  const { status, lines } = await predicted("4", ...sources, twin, "--explain", folder);
  expect([status, lines.length]).toEqual([0, 3]);
  const names = await readdir(folder);
  expect(names).toHaveLength(3);
  const { width, height } = await sharp(path.join(folder, names[0]!)).metadata();
  expect([width, height]).toEqual([512, 256]);
  const { status: refused, stderr } = await runTrainer(
    ["predict", "4", sources[0]!, "--explain", sources[1]!],
    tiny,
  );
  expect(refused).toBe(1);
  expect(stderr).toMatch(/Nothing can be written to/);
});

test("patterns, and paths from standard input; CSV has a column for each class", async () => {
  const pattern = path.join(tiny.folder, "images", "*", "*0.png");
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      path.resolve(import.meta.dirname, "../cli.ts"),
      "predict",
      "4",
      pattern,
      "-",
      "--csv",
      "--coverage",
      "90",
    ],
    {
      cwd: path.resolve(import.meta.dirname, ".."),
      env: { ...process.env, GRAFT_HOME: tiny.home },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  const { source } = stored.get(4)![0]!;
  child.stdin.end(`${path.join(tiny.folder, "images", source)}\n\n`);
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(0);
  const rows = output.trim().split("\r\n");
  expect(rows[0]).toMatch(
    /^image,class,probability,p\([^)]+\),p\([^)]+\),possible,usualness,seconds,error$/,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.some((row) => row.includes(source))).toBe(true);
});

test.each<[what: string, args: (folder: string) => string[], message: RegExp]>([
  ["no such run", () => ["99", "."], /There is no run 99\./],
  [
    "a folder without a model",
    (folder) => [folder, "."],
    /neither the number of a run nor a folder with a model/,
  ],
  [
    "no image",
    (folder) => ["4", path.join(folder, "net")],
    /There is no image there, only \d other files?\./,
  ],
  ["a pattern without matches", (folder) => ["4", path.join(folder, "*.jpg")], /No file matches/],
  [
    "a coverage of a model that knows none",
    (folder) => ["1", path.join(folder, "images"), "--coverage", "90"],
    /does not know how sure it may be/,
  ],
  [
    "an impossible coverage",
    () => ["4", ".", "--coverage", "100"],
    /--coverage 100 is not possible/,
  ],
  ["an unknown device", () => ["4", ".", "--device", "abacus"], /Unknown device "abacus"/],
  ["two formats", () => ["4", ".", "--csv", "--json"], /exclude each other/],
])("%s is refused in one message", async (_what, args, message) => {
  const { status, stdout, stderr } = await runTrainer(["predict", ...args(tiny.folder)], tiny);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
});

test("a foreign model folder is read with care", async () => {
  await openEngine("wasm");
  const whole = path.join(tiny.folder, "model-4");
  const spoilt = path.join(tiny.folder, "spoilt");
  const description = JSON.parse(
    await readFile(path.join(whole, "graft-model.json"), "utf8"),
  ) as Record<string, unknown>;
  const cases: [spoil: () => Promise<unknown>, message: RegExp][] = [
    [() => writeFile(path.join(spoilt, "graft-model.json"), "{"), /is not JSON/],
    [
      () =>
        writeFile(
          path.join(spoilt, "graft-model.json"),
          JSON.stringify({ ...description, version: 2 }),
        ),
      /it has version 2, and this Graft reads version 1/,
    ],
    [
      () =>
        writeFile(
          path.join(spoilt, "graft-model.json"),
          JSON.stringify({ ...description, classNames: ["a", "b", "c"] }),
        ),
      /it names 3 classes and tells 2 apart/,
    ],
    [() => writeFile(path.join(spoilt, "classifier.bin"), ""), /is cut off/],
    [() => rm(path.join(spoilt, "backbone.bin")), /there is no file "backbone.bin" in it/],
    [
      () => writeFile(path.join(spoilt, "backbone.bin"), "x"),
      /backbone\.bin has 1 bytes instead of/,
    ],
    [() => writeFile(path.join(spoilt, "backbone.json"), "{}"), /it is no tfjs LayersModel/],
    [
      async () => {
        await rm(path.join(spoilt, "classifier.json"));
        await symlink("/dev/zero", path.join(spoilt, "classifier.json"));
      },
      /there is no file "classifier.json" in it/,
    ],
  ];
  for (const [spoil, message] of cases) {
    await rm(spoilt, { recursive: true, force: true });
    await cp(whole, spoilt, { recursive: true });
    await spoil();
    const opening = modelInFolder(spoilt).then(({ description, read }) =>
      openPredictor(description, read),
    );
    await expect(opening).rejects.toThrow(expect.objectContaining({ code: "MODEL_INVALID" }));
    await expect(opening).rejects.toThrow(message);
  }
});
