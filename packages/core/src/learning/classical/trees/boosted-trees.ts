import { createRng, deriveSeed } from "../../../analysis/random/index.ts";
import { type ClassifierFamily, type LabelledFeatures } from "../classifier.ts";
import { boostedProbabilities, classifierOf, startLogits } from "../fitted-model.ts";
import { overPresentClasses } from "../folds.ts";
import { type ColumnsPerSplit, countColumns, growTree } from "./grow-tree.ts";
import {
  checkTreeCount,
  roundLogits,
  type SortedColumns,
  sortColumns,
  squaredErrorCriterion,
  type Tree,
} from "./tree.ts";

type BoostingParameters = {
  /** Rounds, each with one tree per class (one tree for two classes); at least 1. */
  readonly rounds: number;
  /** Splits from the root to a leaf. */
  readonly depth: number;
  readonly columns: ColumnsPerSplit;
};

/** Share of each tree's correction that is taken. */
const LEARNING_RATE = 0.1;

/**
 * Gradient-boosted trees: logits that start at the shares of the classes and are corrected round by
 * round by trees which are grown to what is still wrong, with one Newton step in each leaf.
 *
 * With `columns: "all"` the probabilities are those of scikit-learn's `GradientBoostingClassifier`,
 * wherever no two splits of a node are equally good.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 *
 * @see Friedman 2001, doi:10.1214/aos/1013203451.
 */
export const boostedTrees: ClassifierFamily<BoostingParameters> = overPresentClasses({
  kind: "gradient-boosted-trees",
  grid: () => [50, 100, 200].map(withRounds),
  usual: () => withRounds(100),
  seesScale: false,
  fit(train, parameters, seed) {
    const columns = sortColumns(train.features);
    const { start, rounds } = boost({ train, columns, seed }, parameters);
    const { numClasses } = train;
    const shape = { numClasses, columns: train.features.columns };
    const model = { form: "boosted", start, rounds } as const;
    return classifierOf(model, { kind: "gradient-boosted-trees", parameters, ...shape });
  },
  predictGrid({ train, held, seed, sorted }, grid) {
    // Fewer rounds are the beginning of more.
    const longest = grid.reduce((a, b) => (b.rounds > a.rounds ? b : a));
    const { start, rounds } = boost({ train, columns: sorted(), seed }, longest);
    const results = Array<Float64Array>(grid.length);
    const logits = startLogits(start, held.rows);
    for (const [round, trees] of rounds.entries()) {
      roundLogits(trees, held, logits);
      for (const [i, setting] of grid.entries()) {
        if (setting.rounds === round + 1) results[i] = boostedProbabilities(logits, start.length);
      }
    }
    return results;
  },
});

function withRounds(rounds: number): BoostingParameters {
  return { rounds, depth: 2, columns: "sqrt" };
}

interface Boosted {
  /** Logits before the first round, shape [outputs]. */
  readonly start: Float64Array;
  /** Trees of each round, one per output. */
  readonly rounds: readonly (readonly Tree[])[];
}

function boost(
  { train, columns, seed }: { train: LabelledFeatures; columns: SortedColumns; seed: number },
  { rounds, depth, columns: rule }: BoostingParameters,
): Boosted {
  checkTreeCount(rounds, 1);
  const { features, labels, numClasses } = train;
  const outputs = numClasses === 2 ? 1 : numClasses;
  const rows = Int32Array.from(labels.keys());
  const columnsPerSplit = countColumns(rule, features.columns);
  const settings = { minLeaf: 1, maxDepth: depth, columnsPerSplit };
  const start = classLogits(train, outputs);
  const logits = startLogits(start, features.rows);
  const grown: Tree[][] = [];
  for (let round = 0; round < rounds; round++) {
    const own = boostedProbabilities(logits, outputs);
    const trees = Array.from({ length: outputs }, (_, output) => {
      const k = outputs === 1 ? 1 : output;
      const residuals = Float64Array.from(labels, (label, i) => {
        return (label === k ? 1 : 0) - own[i * numClasses + k]!;
      });
      const rng = createRng(deriveSeed(seed, "round", round, "output", output));
      const criterion = squaredErrorCriterion(residuals);
      const { tree, leaves } = growTree({ columns, rows, criterion, rng }, settings);
      for (const { node, rows: members } of leaves) {
        const step = newtonStep(members, residuals, (row) => own[row * numClasses + k]!);
        const shrunk = LEARNING_RATE * step * (outputs === 1 ? 1 : (numClasses - 1) / numClasses);
        tree.values[node] = shrunk;
        for (const row of members) logits[row * outputs + output]! += shrunk;
      }
      return tree;
    });
    grown.push(trees);
  }
  return { start, rounds: grown };
}

/** Σ residual / Σ p (1 - p): the step to the least cross-entropy, were it a parabola. */
function newtonStep(
  rows: Int32Array,
  residuals: Float64Array,
  probabilityOf: (row: number) => number,
): number {
  let [slope, curvature] = [0, 0];
  for (const row of rows) {
    slope += residuals[row]!;
    curvature += probabilityOf(row) * (1 - probabilityOf(row));
  }
  return curvature < 1e-150 * rows.length ? 0 : slope / curvature;
}

/** Log-odds of the second of two classes; logarithms of the shares of more. Every class has a row. */
function classLogits({ labels, numClasses }: LabelledFeatures, outputs: number): Float64Array {
  const counts = new Float64Array(numClasses);
  for (const label of labels) counts[label]! += 1;
  if (outputs === 1) return Float64Array.of(Math.log(counts[1]! / counts[0]!));
  return counts.map((count) => Math.log(count / labels.length));
}
