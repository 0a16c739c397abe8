import { measureClassIntervals, measureDifferences, measureIntervals } from "../metrics/index.ts";
import { createRng, gaussian, type Rng } from "../random/index.ts";
import { type Interval, normalQuantile, pairedInterval, wilsonInterval } from "../stats/index.ts";
import { type Effort, type StatisticsCheck, toCheck } from "./check.ts";

const COVERED = { low: 0.93, high: 0.97 };
/** An interval that inverts an exact test covers at least as often as it says, and more where there is little to see. */
const AT_LEAST = { low: 0.95 };

/** How often each interval holds the true value. */
export function* checkCoverage(effort: Effort): Generator<StatisticsCheck> {
  yield* ofAccuracy(effort);
  yield* ofPairs(effort);
  yield* ofMeasurements(effort);
}

const SHARES = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

/**
 * Of an accuracy, computed exactly. With n images there are n + 1 accuracies, so that the coverage at one p jumps by
 * as much as one of them is likely: at p = 0.99 and n = 20 no interval covers between 82 and 98 %. What can be asked is
 * the mean over the p that n images can hardly tell apart: within one standard error.
 */
function ofAccuracy({ isPart }: Effort): StatisticsCheck[] {
  return (isPart ? [20, 100] : [20, 50, 100, 200, 500, 1000]).flatMap((n) => {
    const intervals = Array.from({ length: n + 1 }, (_, hits) => wilsonInterval(hits, n));
    return SHARES.map((p) => {
      const error = Math.sqrt((p * (1 - p)) / n);
      const near = Array.from({ length: 41 }, (_, i) => p + error * ((i - 20) / 20));
      const inside = near.filter((one) => one < 1);
      const share =
        inside.reduce((sum, one) => sum + exactCoverage(intervals, one), 0) / inside.length;
      return toCheck(
        { check: "coverage of an accuracy", cell: `p ${p}, ${n} images, mean of near p`, share },
        COVERED,
        0,
      );
    });
  });
}

function exactCoverage(intervals: readonly Interval[], p: number): number {
  const n = intervals.length - 1;
  let [covered, logTerm] = [0, n * Math.log1p(-p)];
  for (const [hits, { low, high }] of intervals.entries()) {
    if (low <= p && p <= high) covered += Math.exp(logTerm);
    logTerm += Math.log((n - hits) / (hits + 1)) + Math.log(p / (1 - p));
  }
  return covered;
}

/** Of the difference of two accuracies on the same images, computed exactly. */
function ofPairs({ isPart }: Effort): StatisticsCheck[] {
  const cases = [
    [0.1, 0],
    [0.3, 0],
    [0.1, 0.05],
    [0.2, 0.1],
    [0.3, 0.28],
    [0.1, 0.1],
  ] as const;
  return (isPart ? [20] : [20, 50, 100]).flatMap((n) => {
    const known = new Map<number, Interval | null>();
    const intervalOf = (onlyA: number, onlyB: number) => {
      const key = onlyA * (n + 1) + onlyB;
      if (!known.has(key)) known.set(key, pairedInterval({ onlyA, onlyB, total: n }));
      return known.get(key)!;
    };
    return cases.map(([discordant, gain]) => {
      const [pB, pA] = [(discordant + gain) / 2, (discordant - gain) / 2];
      let covered = 0;
      for (let b = 0; b <= n; b++) {
        for (let a = 0; a + b <= n; a++) {
          const chance = multinomial([b, a, n - a - b], [pB, pA, 1 - discordant]);
          if (chance < 1e-10) continue;
          const interval = intervalOf(a, b);
          // Where there is none, nothing wrong is said.
          if (!interval || (interval.low <= gain + 1e-9 && interval.high >= gain - 1e-9))
            covered += chance;
        }
      }
      const cell = `${percent(discordant)} % discordant, gain ${percent(gain)} points, ${n} images`;
      return toCheck(
        { check: "coverage of a paired difference", cell, share: covered + 1e-9 },
        AT_LEAST,
        0,
      );
    });
  });
}

function percent(share: number): number {
  return Math.round(100 * share);
}

function multinomial(counts: readonly number[], shares: readonly number[]): number {
  let log = 0;
  let total = 0;
  for (const [k, count] of counts.entries()) {
    for (let i = 1; i <= count; i++)
      log += Math.log((total += 1)) - Math.log(i) + Math.log(shares[k]!);
  }
  return Math.exp(log);
}

interface Population {
  readonly numClasses: number;
  readonly n: number;
  readonly accuracy: number;
}

/** Of what is made of the confusion matrix and of the scores, over classifiers that err alike in all classes. */
function* ofMeasurements({ experiments, isPart }: Effort): Generator<StatisticsCheck> {
  const cells = [2, 7].flatMap((numClasses) =>
    (isPart ? [100] : [20, 50, 100, 200, 1000])
      .filter((n) => n >= 7 * numClasses)
      .flatMap((n) =>
        (isPart ? [0.7, 0.9] : [0.5, 0.7, 0.9, 0.95, 0.99]).map((accuracy) => ({
          numClasses,
          n,
          accuracy,
        })),
      ),
  );
  for (const population of cells) yield* measureCell(population, Math.min(experiments, 1000));
}

const MEASURED = [
  "balancedAccuracy",
  "macroF1Score",
  "matthewsCorrelation",
  "macroAreaUnderROCCurve",
] as const;

/** As many experiments at accuracies within one standard error of the cell's, as for an accuracy itself. */
function measureCell(population: Population, experiments: number): StatisticsCheck[] {
  const { numClasses, n, accuracy } = population;
  const rng = createRng(2);
  const covered = new Map<string, number>();
  const count = (name: string, interval: Interval | null | undefined, truth: number) => {
    const holds = interval && interval.low <= truth && truth <= interval.high;
    covered.set(name, (covered.get(name) ?? 0) + Number(Boolean(holds)));
  };
  const error = Math.sqrt((accuracy * (1 - accuracy)) / n);
  for (let e = 0; e < experiments; e++) {
    const near = Math.min(0.998, accuracy + error * (2 * rng() - 1));
    const shift = shiftFor(near, numClasses);
    const said = draw(population, { shift, rng });
    const other = draw(population, { shift, rng });
    const truth = truthOf({ near, shift, numClasses });
    const intervals = measureIntervals(said, { properties: MEASURED });
    for (const name of MEASURED) count(name, intervals[name], truth[name]);
    const ofClasses = measureClassIntervals(said);
    count("F1 of a class", ofClasses.f1Score[0], truth.macroF1Score);
    count("ROC area of a class", ofClasses.areaUnderROCCurve[0], truth.macroAreaUnderROCCurve);
    const differences = measureDifferences(said, other, { properties: MEASURED.slice(0, 3) });
    for (const name of MEASURED.slice(0, 3)) count(`difference of ${name}`, differences[name], 0);
  }
  return [...covered].map(([name, number]) => {
    const cell = `${name}: ${numClasses} classes, ${n} images, accuracy ${accuracy}`;
    const target = targetOf(name);
    return toCheck(
      { check: "coverage of a measurement", cell, share: number / experiments },
      target,
      experiments,
    );
  });
}

/** An area near 1 is a mean of few images out of order: its interval errs to the wide side there. */
const OF_AREA = { low: 0.92, high: 0.99 };

function targetOf(name: string): { low: number; high?: number } {
  if (name.startsWith("difference")) return { low: 0.93 };
  return name.includes("ROC") ? OF_AREA : COVERED;
}

/** Scores are normal with spread 1, that of the true class higher by a shift. */
function draw({ numClasses, n }: Population, { shift, rng }: { shift: number; rng: Rng }) {
  const truth = Array.from({ length: n }, (_, i) => i % numClasses);
  const probabilities = truth.flatMap((label) => {
    const raised = Array.from({ length: numClasses }, (_, k) =>
      Math.exp((k === label ? shift : 0) + gaussian(rng)),
    );
    const sum = raised.reduce((total, value) => total + value, 0);
    return raised.map((value) => value / sum);
  });
  return { truth, probabilities, numClasses };
}

const shifts = new Map<string, number>();

/** The shift that gives an accuracy, by the integral over the score of the true class. */
function shiftFor(accuracy: number, numClasses: number): number {
  const key = `${accuracy.toFixed(4)} ${numClasses}`;
  const known = shifts.get(key);
  if (known !== undefined) return known;
  let [low, high] = [0, 8];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (accuracyAt(middle, numClasses) < accuracy) low = middle;
    else high = middle;
  }
  shifts.set(key, low);
  return low;
}

function accuracyAt(shift: number, numClasses: number): number {
  let sum = 0;
  for (let z = -6; z <= 6; z += 0.05)
    sum += density(z) * 0.05 * cumulative(z + shift) ** (numClasses - 1);
  return sum;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Of the standard normal distribution. @see Abramowitz & Stegun 1964, 7.1.26. */
function cumulative(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-z * z) / 2);
  return z > 0 ? 1 - tail / 2 : tail / 2;
}

/** The true values, where all classes are of one size and err alike. */
function truthOf({ near, shift, numClasses }: { near: number; shift: number; numClasses: number }) {
  return {
    balancedAccuracy: near,
    macroF1Score: near,
    matthewsCorrelation: (near * numClasses - 1) / (numClasses - 1),
    macroAreaUnderROCCurve: areaAt(shift, numClasses),
  };
}

/** Between them the normal quantile of the area is almost straight. */
const STEP = 0.25;
const LARGE = 70_000;
const areas = new Map<string, number>();

/** The area under the ROC of one class; with softmax it has no closed form, and is interpolated. */
function areaAt(shift: number, numClasses: number): number {
  if (numClasses === 2) return cumulative(shift);
  const step = Math.floor(shift / STEP);
  const [below, above] = [step, step + 1].map((at) =>
    normalQuantile(sampleArea(at * STEP, numClasses)),
  );
  return cumulative(below! + (above! - below!) * (shift / STEP - step));
}

/** The area in a large sample, the same at every shift but for the shift. */
function sampleArea(shift: number, numClasses: number): number {
  const key = `${shift} ${numClasses}`;
  const known = areas.get(key);
  if (known !== undefined) return known;
  const population = { numClasses, n: LARGE, accuracy: 0 };
  const sample = draw(population, { shift, rng: createRng(3) });
  const own: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < sample.truth.length; i++) {
    for (let k = 0; k < numClasses; k++) {
      (sample.truth[i] === k ? own : others).push(sample.probabilities[i * numClasses + k]!);
    }
  }
  others.sort((a, b) => a - b);
  let below = 0;
  for (const score of own) {
    let [low, high] = [0, others.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (others[middle]! < score) low = middle + 1;
      else high = middle;
    }
    below += low;
  }
  areas.set(key, below / (own.length * others.length));
  return areas.get(key)!;
}
