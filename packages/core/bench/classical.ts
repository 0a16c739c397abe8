import { createRng, gaussian } from "../src/analysis/random/index.ts";
import { CLASSIFIER_KINDS, type ClassifierKind } from "../src/contract/index.ts";
import { l2Path, selectClassifier } from "../src/learning/classical/index.ts";
import type { BenchJob } from "./bench-job.ts";

const ROWS = 200;

/** Two classes that overlap in 30 columns; the rest is noise. */
function makeRows(columns: number) {
  const rng = createRng(1);
  const labels = Int32Array.from({ length: ROWS }, (_, i) => i % 2);
  const data = Float32Array.from({ length: ROWS * columns }, (_, at) => {
    const label = labels[Math.floor(at / columns)]!;
    return gaussian(rng) + (at % columns < 30 ? 0.5 * label : 0);
  });
  return { features: { data, rows: ROWS, columns }, labels, numClasses: 2 };
}

function select(columns: number, classifiers: readonly ClassifierKind[]): () => unknown {
  const { features, ...classes } = makeRows(columns);
  const keys = Array.from({ length: ROWS }, (_, i) => `row-${i}`);
  const featureSets = [{ name: "all", features }];
  return () => selectClassifier({ ...classes, featureSets, classifiers, keys, folds: 5, seed: 1 });
}

const wide = makeRows(5000);
/** From C = 1e-5 to 1, eleven penalties. */
const penalties = Array.from({ length: 11 }, (_, step) => 10 ** (5 - step / 2));

export const jobs: readonly BenchJob[] = [
  { name: "path of 11 penalties, 200 x 5,000", target: 3, run: () => l2Path(wide, penalties) },
  {
    name: "choice among all classifiers, 200 x 1,280",
    target: 10,
    run: select(1280, CLASSIFIER_KINDS),
  },
  ...CLASSIFIER_KINDS.map((kind) => ({
    name: `  of these ${kind}`,
    target: 10,
    run: select(1280, [kind]),
  })),
  {
    name: "choice among all classifiers, 200 x 6,160",
    target: 30,
    run: select(6160, CLASSIFIER_KINDS),
  },
];
