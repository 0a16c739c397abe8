import { formatPoints, formatPValue, percent } from "../format.ts";
import type { Judgement } from "./tested-run.ts";

import { hitsOf, type TestedRun } from "./tested-run.ts";

/** The accuracy of a run with and without its twins: test images that have a near-duplicate among its training images. */
export interface TwinlessAccuracy {
  /** At least 1. */
  readonly numTwins: number;
  /** Fractions in [0, 1]; the second is null where every test image is a twin. */
  readonly accuracy: number;
  readonly without: number | null;
}

/** The run without its twins; its test images may be empty then. */
export function withoutTwins<Run extends TestedRun>(tested: Run): Run {
  const twins = new Set(tested.run.twins);
  return { ...tested, predictions: tested.predictions.filter(({ hash }) => !twins.has(hash)) };
}

/** Null for a run without twins. */
export function accuracyWithoutTwins(tested: TestedRun): TwinlessAccuracy | null {
  const rest = withoutTwins(tested);
  const numTwins = tested.predictions.length - rest.predictions.length;
  if (numTwins === 0) return null;
  const without = rest.predictions.length === 0 ? null : accuracyOf(rest);
  return { numTwins, accuracy: accuracyOf(tested), without };
}

/** What becomes of the accuracy of one run, in a sentence; null for a run without twins. */
export function describeWithoutTwins(tested: TestedRun): string | null {
  const found = accuracyWithoutTwins(tested);
  if (!found) return null;
  const { numTwins, accuracy, without } = found;
  if (without === null) return nothingLeft();
  return `${startOf(numTwins)}: ${percent(without)} instead of ${percent(accuracy)}.`;
}

/**
 * What becomes of the accuracies of several runs, of their differences and of the p-values.
 *
 * @param runs In the order of the judgement, with their names; at least one has twins.
 */
export function describeJudgementWithoutTwins<Run extends TestedRun>(
  runs: readonly { readonly name: string; readonly tested: Run }[],
  before: Judgement<Run>,
  after: Judgement<Run> | null,
): string[] {
  if (after === null) return [nothingLeft()];
  const found = runs.map(({ name, tested }) => {
    const [was, is] = [accuracyOf(tested), accuracyOf(withoutTwins(tested))];
    return `${name} ${percent(is)} instead of ${percent(was)}`;
  });
  const counts = runs.map(({ tested }) => accuracyWithoutTwins(tested)?.numTwins ?? 0);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const start = low === high ? startOf(high) : startOf(`${low} to ${high}`);
  return [`${start}: ${found.join(", ")}.`, ...describeGains(before, after)];
}

/** Differences that are told: those of the most accurate run come first. */
const MOST_GAINS = 3;

interface Gain {
  readonly nameA: string;
  readonly nameB: string;
  /** Accuracy of B minus accuracy of A. */
  readonly difference: number;
  readonly p: number | null;
}

function describeGains(before: Judgement, after: Judgement): string[] {
  const [was, is] = [gainsOf(before), gainsOf(after)];
  return was.slice(0, MOST_GAINS).flatMap(({ nameA, nameB, difference, p }) => {
    const same = is.find((gain) => gain.nameA === nameA && gain.nameB === nameB);
    const turned = is.find((gain) => gain.nameA === nameB && gain.nameB === nameA);
    const now = same ?? (turned && { ...turned, difference: -turned.difference });
    if (!now) return [];
    return [
      `${nameB} against ${nameA}: ${signed(now.difference)}${withP(now.p)} instead of ${signed(difference)}${withP(p)}.`,
    ];
  });
}

function gainsOf({ pairs, overSplits }: Judgement): Gain[] {
  if (overSplits) {
    return overSplits.pairs.map(({ nameA, nameB, difference, correctedPValue }) => {
      return { nameA, nameB, difference: difference.mean, p: correctedPValue };
    });
  }
  return pairs.flatMap(({ result }) => {
    if ("reason" in result) return [];
    const { nameA, nameB, difference, correctedPValue } = result;
    return [{ nameA, nameB, difference, p: correctedPValue }];
  });
}

function accuracyOf(tested: TestedRun): number {
  return hitsOf(tested).filter(Boolean).length / tested.predictions.length;
}

function startOf(count: number | string): string {
  const images = count === 1 ? "test image that has" : "test images that have";
  return `Without the ${count} ${images} a near-duplicate among the training images`;
}

function nothingLeft(): string {
  return "Every test image has a near-duplicate among the training images: nothing is left to measure without them.";
}

function withP(p: number | null): string {
  return p === null ? "" : ` (${formatPValue(p)})`;
}

function signed(difference: number): string {
  if (difference === 0) return "no difference";
  const points = formatPoints(Math.abs(difference));
  return points.startsWith("less") ? points : `${difference < 0 ? "−" : "+"}${points}`;
}
