import { createRng, gaussian, type Rng } from "../random/index.ts";
import {
  compareOverSplits,
  comparePair,
  holm,
  SIGNIFICANT,
  type SplitAccuracies,
} from "../stats/index.ts";
import { type Effort, type StatisticsCheck, toCheck } from "./check.ts";

/** Of the images of a data set a fifth is tested on each split. */
const TEST_SHARE = 0.2;

/** How equally good methods come to their answers. */
type World =
  /** Every answer is drawn independently: images are alike, and splits share nothing. */
  | "independent"
  /** Images are of different difficulty, and a method has each right or wrong whatever it was trained on. */
  | "settled"
  /** Images are of different difficulty; what a method answers depends on the split it was trained on as well. */
  | "retrained";

const WORLDS: readonly World[] = ["independent", "settled", "retrained"];

/** The share of experiments in which one of several equally good methods is called better than another. */
export function* checkFalseClaims({ experiments, isPart }: Effort): Generator<StatisticsCheck> {
  for (const world of WORLDS) {
    for (const numMethods of isPart ? [2, 4] : [2, 4, 8]) {
      for (const numSplits of isPart ? [2, 3, 5] : [1, 2, 3, 5, 10]) {
        for (const numTest of isPart ? [20] : [20, 50, 100]) {
          const rng = createRng(1);
          const shape = { world, numMethods, numSplits, numTest };
          let claims = 0;
          for (let e = 0; e < experiments; e++)
            claims += Number(isClaimed(drawMethods(shape, rng), shape));
          const cell = `${world}: ${numMethods} methods, ${numSplits} split${numSplits === 1 ? "" : "s"}, ${numTest} test images`;
          const share = claims / experiments;
          // Strict: the rate itself, with no allowance for chance, where all is simulated.
          const allowed = isPart ? experiments : 0;
          yield toCheck({ check: "false claims", cell, share }, { high: 0.05 }, allowed);
        }
      }
    }
  }
}

interface Shape {
  readonly world: World;
  readonly numMethods: number;
  readonly numSplits: number;
  readonly numTest: number;
}

function isClaimed(methods: readonly SplitAccuracies[], { numSplits, numTest }: Shape): boolean {
  if (numSplits === 1) {
    const runs = methods.map(({ name, answers }) => ({
      name,
      correct: Array.from(answers![0]!.values, (value) => value === 1),
    }));
    // The decision alone, as compareRuns makes it: its intervals would take most of the time.
    const pairs = runs.flatMap((b, i) => runs.slice(i + 1).map((a) => pValueOf(a, b)));
    return holm(pairs).some((p) => p < SIGNIFICANT);
  }
  const numTrain = Math.round(numTest / TEST_SHARE) - numTest;
  return compareOverSplits(methods, { numTrain, numTest }).pairs.some(({ isClear }) => isClear);
}

interface Answers {
  readonly name: string;
  readonly correct: readonly boolean[];
}

/** Of the exact test of two runs on the same images. */
export function pValueOf(a: Answers, b: Answers): number {
  const names = { nameA: a.name, nameB: b.name };
  return comparePair({ ...names, correctA: a.correct, correctB: b.correct }).pValue;
}

/** Equally good methods on random splits of one pool of images. */
function drawMethods(
  { world, numMethods, numSplits, numTest }: Shape,
  rng: Rng,
  accuracy = 0.75,
): SplitAccuracies[] {
  const pool = Math.round(numTest / TEST_SHARE);
  const spread = world === "independent" ? 0 : 2;
  const centre = Math.log(accuracy / (1 - accuracy)) * (spread > 0 ? 1.6 : 1);
  const chance = Float64Array.from({ length: pool }, () => {
    return 1 / (1 + Math.exp(-(centre + spread * (spread > 0 ? gaussian(rng) : 0))));
  });
  const drawAnswers = () => Uint8Array.from(chance, (p) => (rng() < p ? 1 : 0));
  const settled = Array.from({ length: numMethods }, drawAnswers);
  const order = Int32Array.from({ length: pool }, (_, i) => i);
  const splits = Array.from({ length: numSplits }, () => {
    for (let i = 0; i < numTest; i++) {
      const other = i + Math.floor(rng() * (pool - i));
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return order.slice(0, numTest);
  });
  const answers = splits.map((images, split) =>
    settled.map((known) => {
      const own = world === "settled" || split === 0 ? known : drawAnswers();
      // Images of an independent world are different ones on each split.
      const keys = world === "independent" ? images.map((_, i) => split * numTest + i) : images;
      return { images: keys, values: Array.from(images, (image) => own[image]!) };
    }),
  );
  return settled.map((_, m) => {
    const own = answers.map((ofSplit) => ofSplit[m]!);
    const accuracies = own.map(({ values }) => values.reduce((sum, hit) => sum + hit, 0) / numTest);
    return { name: `method ${m}`, answers: own, accuracies };
  });
}
