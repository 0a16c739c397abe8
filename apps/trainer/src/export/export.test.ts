import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { closeDb, openDb, readPredictions, type TestPrediction } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer } from "../testing/trainer-process.ts";
import { certify } from "./certify.ts";

let tiny: TinyExperiment;

beforeAll(async () => {
  tiny = await tinyExperiment();
  const { status, stderr } = await runTrainer(["run", "--config", tiny.configFile], tiny);
  expect(status, stderr).toBe(0);
});
afterAll(() => tiny.dispose());

const exported = (run: number | string, name: string, ...more: string[]) =>
  runTrainer(
    ["export", String(run), "--to", "onnx", "--out", path.join(tiny.folder, name), ...more],
    tiny,
  );

async function stored(run: number): Promise<TestPrediction[]> {
  const db = await openDb({ path: dbPath(tiny.home) });
  try {
    return await readPredictions(db, run);
  } finally {
    await closeDb(db);
  }
}

test.each([
  [1, "fine-tuned"],
  [2, "scratch"],
  [3, "raw-pixels"],
  [4, "frozen-features"],
])("run %i (%s): the file judges images from disk as the run did", async (run, name) => {
  const { status, stdout, stderr } = await exported(run, name);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(
    /on the run's 20 test images: the same classes, probabilities within [\d.]+e-\d+\./,
  );
  const folder = path.join(tiny.folder, name);
  expect((await readdir(folder)).sort()).toEqual(["README.md", "certificate.json", "model.onnx"]);

  const session = await InferenceSession.create(path.join(folder, "model.onnx"));
  for (const { source, probabilities } of await stored(run)) {
    // Decoded by another library, at the size it has.
    const { data, info } = await sharp(path.join(tiny.folder, "images", source))
      .removeAlpha()
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    const images = new Tensor("uint8", data, [1, info.height, info.width, 3]);
    const { probabilities: now } = await session.run({ images });
    for (const [k, value] of probabilities.entries()) {
      expect(Math.abs((now!.data as Float32Array)[k]! - value), `${source} ${k}`).toBeLessThan(
        1e-4,
      );
    }
  }
  const certificate = JSON.parse(await readFile(path.join(folder, "certificate.json"), "utf8"));
  expect(certificate).toMatchObject({ run, numImages: 20, numChanged: 0, tolerance: 1e-4 });
  expect(certificate.largestDifference).toBeLessThan(1e-4);
  const model = await readFile(path.join(folder, "model.onnx"));
  expect(certificate.sha256).toBe(createHash("sha256").update(model).digest("hex"));
  const card = await readFile(path.join(folder, "README.md"), "utf8");
  expect(card).toContain("40 for training, 0 for validation, 20 for testing");
  expect(card).toContain("95% interval");
});

test("what has no run, another format or a folder that is in use is refused in one message", async () => {
  const refusal = async (...args: Parameters<typeof exported>) => {
    const { status, stdout, stderr } = await exported(...args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(existsSync(path.join(tiny.folder, args[1]))).toBe(args[1] === "in-use");
    return stderr;
  };
  expect(await refusal(99, "none")).toContain("There is no run 99.");
  expect(await refusal("../1", "odd")).toContain("There is no run ../1.");
  await mkdir(path.join(tiny.folder, "in-use"));
  await writeFile(path.join(tiny.folder, "in-use", "precious"), "");
  expect(await refusal(1, "in-use")).toContain("is not empty");
  const file = path.join(tiny.folder, "precious.onnx");
  await writeFile(file, "precious");
  const { stderr: notFolder } = await exported(1, "precious.onnx");
  expect(notFolder).toContain("is not a folder");
  expect(await readFile(file, "utf8")).toBe("precious");
  const { status, stderr } = await runTrainer(["export", "1", "--to", "keras"], tiny);
  expect([status, stderr.includes('Unknown format "keras"')]).toEqual([1, true]);
});

test("a model file that is gone, cut short or another one is named, and nothing is written", async () => {
  const db = await openDb({ path: dbPath(tiny.home) });
  const weights = await db.artifact.findFirstOrThrow({ where: { runId: 1, name: "weights.bin" } });
  await closeDb(db);
  const file = path.join(tiny.home, "artifacts", weights.sha256.slice(0, 2), weights.sha256);
  await rename(file, `${file}.kept`);
  for (const content of [null, "x"]) {
    if (content !== null) await writeFile(file, content);
    const { status, stderr } = await exported(1, "damaged");
    expect(status).toBe(1);
    expect(stderr).toContain("The file weights.bin of run 1 is gone or is not what the run saved.");
  }
  await rm(file);
  await rename(`${file}.kept`, file);
  expect(existsSync(path.join(tiny.folder, "damaged"))).toBe(false);
});

test("without the images of its test nothing is exported", async () => {
  const images = path.join(tiny.folder, "images");
  await rename(images, `${images}-away`);
  const { status, stderr } = await exported(1, "untested");
  await rename(`${images}-away`, images);
  expect(status).toBe(1);
  expect(stderr).toContain("The exported model of run 1 cannot be tested");
  expect(existsSync(path.join(tiny.folder, "untested"))).toBe(false);
});

test("a model that says something else than the run gets no certificate", () => {
  const about = { run: 7, format: "onnx", sha256: "00", runtime: "test" };
  const rows = [row(0.9), row(0.2)];
  expect(certify(about, rows, Float32Array.of(0.90005, 0.09995, 0.2, 0.8))).toMatchObject({
    numChanged: 0,
    accuracy: 0.5,
    largestDifference: expect.closeTo(5e-5, 6),
  });
  // A tie within the tolerance may be broken the other way.
  const tied = certify(about, [row(0.50002)], Float32Array.of(0.49998, 0.50002));
  expect(tied).toMatchObject({ numChanged: 0 });
  for (const wrong of [
    [0.9003, 0.0997, 0.2, 0.8],
    [0.9, 0.1, 0.6, 0.4],
    [0.9, 0.1, Number.NaN, 0.8],
  ]) {
    expect(() => certify(about, rows, Float32Array.from(wrong))).toThrow(
      expect.objectContaining({ code: "EXPORT_FAILED" }),
    );
  }
});

function row(p: number): TestPrediction {
  return {
    imageId: 1,
    hash: createHash("sha256").update("a").digest("hex"),
    source: "a.png",
    trueLabel: 0,
    predicted: p >= 0.5 ? 0 : 1,
    probabilities: [p, 1 - p],
  };
}
