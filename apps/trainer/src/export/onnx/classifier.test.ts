import { createRng, gaussian } from "@graft/core/analysis/random";
import { CLASSIFIER_KINDS } from "@graft/core/contract";
import { type Classifier, selectClassifier } from "@graft/core/learning/classical";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { convertClassifier } from "./classifier.ts";
import { OnnxGraph } from "./graph.ts";

const COLUMNS = 7;

function features(rows: number, seed: number) {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: rows * COLUMNS }, (_, at) => {
    const isOwn = at % COLUMNS === Math.floor(at / COLUMNS) % 3;
    // Units that differ by a factor of ten thousand, one of them far from 0: float32 would not do.
    return (
      (gaussian(rng) + (isOwn ? 2 : 0)) * (at % COLUMNS === 3 ? 1e4 : 1) +
      (at % COLUMNS === 4 ? 1e4 : 0)
    );
  });
  return { data, rows, columns: COLUMNS };
}

function fitted(
  kind: (typeof CLASSIFIER_KINDS)[number],
  present: number,
  numClasses: number,
): Classifier {
  const rows = features(45, 1);
  const labels = Int32Array.from({ length: 45 }, (_, i) => i % present);
  const keys = Array.from(labels.keys(), String);
  const featureSets = [{ name: "all", features: rows }];
  const input = { featureSets, labels, numClasses, classifiers: [kind], folds: 3, seed: 4, keys };
  return selectClassifier(input).model;
}

async function judge(
  classifier: Classifier,
  asked: ReturnType<typeof features>,
): Promise<Float64Array> {
  const graph = new OnnxGraph();
  const x = graph.input({ name: "x", type: "float32", shape: ["batch", COLUMNS] });
  const y = graph.cast(convertClassifier(graph, classifier, graph.cast(x, "float64")), "float32");
  graph.output(y, { name: "y", type: "float32", shape: ["batch", classifier.numClasses] });
  const session = await InferenceSession.create(graph.encode("classifier"));
  const output = await session.run({ x: new Tensor("float32", asked.data, [asked.rows, COLUMNS]) });
  return Float64Array.from(output["y"]!.data as Float32Array);
}

const asked = features(40, 2);

describe.each(CLASSIFIER_KINDS)("%s", (kind) => {
  test.each([
    [3, 3],
    [2, 2],
    [2, 3],
    [1, 2],
  ])("with rows of %i of %i classes says the same in onnxruntime", async (present, numClasses) => {
    const classifier = fitted(kind, present, numClasses);
    const expected = classifier.predict(asked);
    for (const [at, found] of (await judge(classifier, asked)).entries()) {
      expect(Math.abs(found - expected[at]!)).toBeLessThan(1e-6);
    }
  });
});
