import { afterAll, beforeAll, expect, test } from "vitest";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { runTrainer } from "../testing/trainer-process.ts";

let stored: StoredRuns;

beforeAll(async () => {
  stored = await storeRuns([
    { method: "frozen-features", wrong: [0] },
    { method: "raw-pixels", wrong: [1, 2, 3] },
    { method: "scratch", wrong: null },
    { method: "frozen-features", wrong: [], repeat: 1 },
    { method: "raw-pixels", wrong: [0, 1], repeat: 1 },
    { method: "raw-pixels", wrong: [0], dataset: "others" },
  ]);
});

afterAll(() => stored.dispose());

async function trainer(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runTrainer(args, stored);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

test("the report of a run fits 80 columns and draws its confusion matrix", async () => {
  const text = await trainer("measure", "1");
  expect(text).toContain("Run 1: frozen-features of stored, 8 test images, 2 classes");
  expect(text).toContain("Accuracy 87.5% (7/8), 95% interval 52.9% to 97.8%");
  const matrix = ["         drawing  photo  recall", "drawing       3█     1▒   75.0%"];
  for (const line of matrix) expect(text).toContain(`${line}\n`);
  expect(text).toContain("1  drawing taken for photo");
  expect(text).toContain("40.0%  drawing  as photo  drawing/0.png");
  for (const line of text.split("\n")) expect(Array.from(line).length).toBeLessThanOrEqual(80);
});

test("one property in full, and as JSON with what it is of", async () => {
  const text = await trainer("measure", "2", "-p", "misclassifiedExamples", "recall");
  expect(text).toBe(
    [
      "Misclassified: ŷ ≠ y",
      "  photo/1.png\n  drawing/2.png\n  photo/3.png",
      "",
      "Recall: TP / (TP + FN)",
      "drawing  75.0%",
      "photo    50.0%",
      "",
    ].join("\n"),
  );
  const json: unknown = JSON.parse(
    await trainer("measure", "2", "--property", "recall", "--json", "--intervals"),
  );
  expect(json).toEqual({
    run: { id: 2, method: "raw-pixels", repeat: 0, experiment: "stored" },
    classNames: ["drawing", "photo"],
    measurements: { recall: [0.75, 0.5] },
    intervals: {},
    withoutTwins: null,
  });
});

test("intervals of the properties that were asked for", async () => {
  const text = await trainer("measure", "1", "-p", "accuracy", "recall", "--intervals");
  expect(text).toMatch(/\n87\.5%, 95% interval \d+\.\d% to \d+\.\d%\n\nRecall/);
});

test("a threshold and priors move the decisions", async () => {
  const args = ["measure", "1", "--json", "-p", "decisions", "rejectionRate"];
  const withheld = JSON.parse(await trainer(...args, "--threshold", "0.65")) as {
    images: unknown[];
  };
  expect(withheld.images[0]).toEqual({ hash: "shapes-0".padEnd(64, "0"), source: "drawing/0.png" });
  expect(withheld).toMatchObject({
    measurements: { decisions: [null, null, 0, 1, 0, 1, 0, 1], rejectionRate: 0.25 },
  });
  expect(JSON.parse(await trainer(...args, "--prior", "photo=0.01"))).toMatchObject({
    measurements: { decisions: [0, 0, 0, 0, 0, 0, 0, 0] },
  });
});

test("every property can be listed and shown", async () => {
  const names = (await trainer("measure", "--properties", "--json"))
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { name: string }).name);
  expect(names).toContain("areaUnderROCCurve");
  const text = await trainer("measure", "2", "--threshold", "0.65", "-p", ...names);
  expect(text).not.toMatch(/undefined|NaN|\[object/);
  expect(text.split("\n\n").length).toBe(names.length);
});

test("two runs on one split are tested against each other", async () => {
  const text = await trainer("compare", "2", "1");
  expect(text).toContain("2 runs of stored on the same 8 test images");
  expect(text.replaceAll("\n", " ")).toContain(
    "frozen-features is 25 points higher than raw-pixels; with 8 images this could be chance (p = 0.63).",
  );
  for (const line of text.split("\n")) expect(Array.from(line).length).toBeLessThanOrEqual(80);
  expect(JSON.parse(await trainer("compare", "2", "1", "--json"))).toMatchObject({
    runs: [{ id: 2 }, { id: 1 }],
    comparison: { scores: [{ name: "frozen-features", correct: 7 }, { correct: 5 }] },
  });
});

test("methods over two splits are compared split by split", async () => {
  const text = await trainer("compare", "1", "2", "4", "5");
  expect(text).toContain("2 methods of stored over 2 splits of 16 training and 8 test images");
  expect(text).toMatch(/frozen-features +93\.8% +87\.5% to 100\.0% +–/);
});

test.each([
  [["measure", "99"], /There is no run 99/],
  [["measure", "1", "-p", "acuracy"], /Unknown property "acuracy"/],
  [["compare", "1"], /One run is nothing to compare/],
])("refuses %j", async (args, message) => {
  const { status, stdout, stderr } = await runTrainer(args, stored);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain("    at ");
  expect(stdout).toBe("");
  expect(status).toBe(1);
});
