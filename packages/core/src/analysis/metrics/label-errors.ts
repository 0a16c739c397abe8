import { groupBy } from "../aggregate.ts";
import { wilsonInterval } from "../stats/index.ts";

/** What one run said of one test image. */
export interface LabelVote {
  readonly run: number;
  readonly image: number;
  /** The class that the image is filed under. */
  readonly label: number;
  /** Of each class, shape [numClasses]. */
  readonly probabilities: readonly number[];
}

/** An image whose label is probably wrong. */
export interface LabelError {
  readonly image: number;
  readonly label: number;
  /** The class that it probably belongs to. */
  readonly suggested: number;
  /** Mean probability that the voting runs give to its label, in [0, 1]. */
  readonly selfConfidence: number;
  /** So many runs voted on it. */
  readonly numRuns: number;
}

/**
 * Images whose labels are probably wrong, by confident learning on test probabilities: an image that is filed under one
 * class although the runs are as sure of another one as they are of most of that one's own images, and at least four
 * times as sure of it as of the label.
 *
 * Only runs whose accuracy is clearly above chance vote: halfway from the share of the commonest class to
 * perfect, and the lower end of its 99 % interval above that share. Each votes with the square of that skill as its weight.
 * A run that guesses misses many images, and says nothing of their labels.
 *
 * @param votes In any order; images without a vote of such a run are not judged.
 * @returns The least self-confident first.
 * @see Northcutt, Jiang & Chuang 2021, doi:10.1613/jair.1.12125.
 */
export function findLabelErrors(votes: readonly LabelVote[], numClasses: number): LabelError[] {
  const ballots = [...groupBy(votes, ({ run }) => run).values()].flatMap((own) => {
    const weight = weightOf(own);
    if (weight === 0) return [];
    const usual = usualConfidence(own, numClasses);
    return own.map((vote) => ({ ...vote, weight, usual }));
  });
  return [...groupBy(ballots, ({ image }) => image).values()]
    .flatMap((own) => judgeImage(own, numClasses))
    .sort((a, b) => a.selfConfidence - b.selfConfidence || a.image - b.image);
}

interface Ballot extends LabelVote {
  readonly weight: number;
  /** Of each class: how sure the run is of it on images filed under it. */
  readonly usual: Float64Array;
}

/** Of a class's own images, the share that is not taken for the measure of how sure a run is of it. */
const UNSURE = 0.1;

/** The other class is at least this many times as probable. */
const ODDS = 4;

/** Means of equal probabilities may differ in their last digits. */
const ROUNDING = 1e-9;

function judgeImage(ballots: readonly Ballot[], numClasses: number): LabelError[] {
  const { image, label } = ballots[0]!;
  const total = ballots.reduce((sum, { weight }) => sum + weight, 0);
  const meanOf = (valueOf: (ballot: Ballot) => number) =>
    ballots.reduce((sum, ballot) => sum + ballot.weight * valueOf(ballot), 0) / total;
  let [suggested, highest] = [-1, 0];
  for (let k = 0; k < numClasses; k++) {
    const confidence = meanOf(({ probabilities }) => probabilities[k] ?? 0);
    const usual = meanOf((ballot) => ballot.usual[k]!);
    if (
      k === label ||
      Number.isNaN(usual) ||
      confidence < usual - ROUNDING ||
      confidence <= highest
    )
      continue;
    [suggested, highest] = [k, confidence];
  }
  const selfConfidence = meanOf(({ probabilities }) => probabilities[label] ?? 0);
  if (suggested < 0 || ODDS * selfConfidence > highest) return [];
  return [{ image, label, suggested, selfConfidence, numRuns: ballots.length }];
}

const LEAST_SKILL = 0.5;

/** Zero where its accuracy is not clearly above chance. */
function weightOf(votes: readonly LabelVote[]): number {
  const counts = new Map<number, number>();
  let hits = 0;
  for (const { label, probabilities } of votes) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (probabilities.indexOf(Math.max(...probabilities)) === label) hits += 1;
  }
  const chance = Math.max(...counts.values()) / votes.length;
  if (chance === 1 || wilsonInterval(hits, votes.length, 0.99).low <= chance) return 0;
  const skill = (hits / votes.length - chance) / (1 - chance);
  return skill < LEAST_SKILL ? 0 : skill ** 2;
}

/** What nine of ten own images of each class exceed; NaN for a class without images. */
function usualConfidence(votes: readonly LabelVote[], numClasses: number): Float64Array {
  return Float64Array.from({ length: numClasses }, (_, k) => {
    const own = Float64Array.from(
      votes.filter(({ label }) => label === k),
      ({ probabilities }) => probabilities[k] ?? 0,
    ).sort();
    return own.length === 0 ? Number.NaN : own[Math.floor(own.length * UNSURE)]!;
  });
}
