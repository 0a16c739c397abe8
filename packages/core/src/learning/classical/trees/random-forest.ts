import { createRng, deriveSeed, type Rng } from "../../../analysis/random/index.ts";
import { type ClassifierFamily, type LabelledFeatures } from "../classifier.ts";
import { classifierOf } from "../fitted-model.ts";
import { overPresentClasses } from "../folds.ts";
import { type ColumnsPerSplit, countColumns, growTree } from "./grow-tree.ts";
import {
  checkTreeCount,
  forestShares,
  giniCriterion,
  type SortedColumns,
  sortColumns,
  type Tree,
} from "./tree.ts";

type ForestParameters = {
  /** At least 1. */
  readonly trees: number;
  /** Rows of a leaf, at least 1. */
  readonly minLeaf: number;
};

const USUAL: ForestParameters = { trees: 100, minLeaf: 1 };

/**
 * Random forest: the mean of many trees, each grown from rows drawn with replacement, each split the
 * best one of √columns columns drawn at random.
 *
 * As with the nearest neighbours, one tree's worth of probability is spread over all classes, so that
 * a class which no tree saw in a leaf is not impossible: (Σ shares + 1 / numClasses) / (trees + 1).
 * From scikit-learn's `RandomForestClassifier` that differs by 1 / (trees + 1) at most, and in what
 * chance draws.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 *
 * @see Breiman 2001, doi:10.1023/A:1010933404324.
 */
export const randomForest: ClassifierFamily<ForestParameters> = overPresentClasses({
  kind: "random-forest",
  grid: () => [USUAL],
  usual: () => USUAL,
  seesScale: false,
  fit(train, parameters, seed) {
    const trees = growForest({ train, columns: sortColumns(train.features), seed }, parameters);
    const { numClasses } = train;
    const shape = { numClasses, columns: train.features.columns };
    const model = { form: "forest", trees, numClasses } as const;
    return classifierOf(model, { kind: "random-forest", parameters, ...shape });
  },
  predictGrid({ train, held, seed, sorted }, grid) {
    const columns = sorted();
    return grid.map((parameters) =>
      forestShares(growForest({ train, columns, seed }, parameters), held, train.numClasses),
    );
  },
});

const COLUMNS_PER_SPLIT: ColumnsPerSplit = "sqrt";

function growForest(
  { train, columns, seed }: { train: LabelledFeatures; columns: SortedColumns; seed: number },
  { trees, minLeaf }: ForestParameters,
): Tree[] {
  checkTreeCount(trees, minLeaf);
  const settings = {
    minLeaf,
    maxDepth: Number.POSITIVE_INFINITY,
    columnsPerSplit: countColumns(COLUMNS_PER_SPLIT, train.features.columns),
  };
  return Array.from({ length: trees }, (_, tree) => {
    const rng = createRng(deriveSeed(seed, "tree", tree));
    const weights = drawRows(train.labels.length, rng);
    const rows = Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
    return growTree({ columns, rows, criterion: giniCriterion(train, weights), rng }, settings)
      .tree;
  });
}

/** How often each row comes when n are drawn with replacement, shape [n]. */
function drawRows(n: number, rng: Rng): Float64Array {
  const times = new Float64Array(n);
  for (let draw = 0; draw < n; draw++) times[Math.floor(rng() * n)]! += 1;
  return times;
}
