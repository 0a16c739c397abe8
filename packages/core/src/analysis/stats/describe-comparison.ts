import { formatPoints, formatPValue } from "../format.ts";
import type { JudgedPair, RunComparison, RunScore } from "./compare-pair.ts";

import { SIGNIFICANT } from "./paired-tests.ts";
import { imagesNeeded } from "./power.ts";

type Judged = Pick<RunComparison, "scores" | "pairs" | "cochranQ">;

/**
 * What a comparison says, in plain sentences: who leads or ties, which differences are more than chance, what is
 * open, and how many test images would settle it. Nobody is called better without a corrected p below 0.05.
 */
export function describeComparison(comparison: Judged): string[] {
  const { scores, pairs } = comparison;
  const [only] = pairs;
  if (pairs.length === 1 && only) return [only.verdict, ...sayImagesNeeded(comparison)];
  if (comparison.cochranQ === null) {
    return ["All runs are right on the same images; nothing tells them apart."];
  }
  const leaders = scores.filter(({ correct }) => correct === scores[0]!.correct);
  const told = leaders.length > 1 ? sayTie(leaders, pairs) : sayLeader(scores, pairs);
  return [...told, sayQ(comparison), ...sayImagesNeeded(comparison)];
}

function sayTie(leaders: readonly RunScore[], pairs: readonly JudgedPair[]): string[] {
  const [{ correct, total }] = leaders as [RunScore];
  const names = listOf(leaders.map(({ name }) => name));
  const all = leaders.length === 2 ? "both" : "each";
  const clear = pairs.filter(({ isClear }) => isClear);
  const found = clear.map((pair) => `${namesOf(pair)} (${formatPValue(pair.correctedPValue)})`);
  return [
    `${names} tie: ${all} right on ${correct} of ${total} images.`,
    clear.length === 0
      ? nothingClear(pairs)
      : `Significant, ${correctedFor(pairs)}: ${found.join(", ")}.`,
  ];
}

function sayLeader(scores: readonly RunScore[], pairs: readonly JudgedPair[]): string[] {
  const [best, ...others] = scores as [RunScore, ...RunScore[]];
  // The first pairs are those of the best run, in the order of the others.
  const against = others.map(({ name }, i) => ({ name, pair: pairs[i]! }));
  const beaten = against.filter(({ pair }) => pair.isClear);
  const open = against.filter(({ pair }) => !pair.isClear);
  const alsoClear = pairs.slice(others.length).filter(({ isClear }) => isClear);
  const also =
    alsoClear.length === 0 ? [] : [`Also significant: ${alsoClear.map(namesOf).join(", ")}.`];
  const leads = `${best.name} is the most accurate, right on ${best.correct} of ${best.total} images`;
  if (beaten.length > 0) {
    const undecided = `Against ${listOf(open.map(withPValue))} the difference could be chance.`;
    return [
      `${leads}. It beats ${listOf(beaten.map(withPValue))} by more than chance (${correctedFor(pairs)}).`,
      ...(open.length > 0 ? [undecided] : []),
      ...also,
    ];
  }
  return also.length > 0
    ? [
        `${leads}, but its lead over every other run could be chance (${correctedFor(pairs)}).`,
        ...also,
      ]
    : [nothingClear(pairs, scores.length)];
}

/** Cochran's Q asks whether anything differs at all, the pairs ask what: both in one sentence. */
function sayQ({ scores, pairs, cochranQ }: Judged): string {
  const q = `Cochran's Q over all ${scores.length} runs`;
  const p = formatPValue(cochranQ!.pValue);
  const someClear = pairs.some(({ isClear }) => isClear);
  if (cochranQ!.pValue < SIGNIFICANT) {
    return someClear
      ? `${q} agrees: they are not all equal (${p}).`
      : `${q} says that they are not all equal (${p}), but no pair is clear: which of them differ is open.`;
  }
  return someClear
    ? `${q} alone finds no difference (${p}); the pairs are tested one by one, and what is significant there holds.`
    : `${q} agrees: they may all be equal (${p}).`;
}

/** For the nearest run behind the first whose distance could be chance. */
function sayImagesNeeded({ scores, pairs }: Judged): string[] {
  const ofBest = pairs.slice(0, scores.length - 1);
  const pair = ofBest.find((p) => p.difference > 0 && !p.isClear);
  // For a lead that small, the number would say no more than "very many".
  if (!pair || pair.difference < 0.0025) return [];
  const discordant = (pair.onlyA + pair.onlyB) / pair.total;
  // Pairs that are clear now are clear with more images too: Holm's correction no longer counts them.
  const open = pairs.filter(({ isClear }) => !isClear).length;
  const needed = imagesNeeded({ gain: pair.difference, discordant }, { level: SIGNIFICANT / open });
  const rounded = Number(needed.toPrecision(3)).toLocaleString("en");
  const gain = formatPoints(pair.difference).replace(/ points?$/, "-point");
  const among = scores.length > 2 ? ` among ${scores.length} runs` : "";
  return [
    `You would need about ${rounded} test images for an 80% chance of detecting a ${gain} gain${among}; you have ${pair.total.toLocaleString("en")}.`,
  ];
}

function nothingClear(pairs: readonly JudgedPair[], numRuns?: number): string {
  const runs = numRuns === undefined ? "runs" : `of the ${numRuns} runs`;
  return `No two ${runs} differ significantly (${correctedFor(pairs)}).`;
}

function correctedFor(pairs: readonly JudgedPair[]): string {
  return `corrected for ${pairs.length} pairs`;
}

function namesOf({ nameA, nameB }: JudgedPair): string {
  return `${nameB} over ${nameA}`;
}

function withPValue({ name, pair }: { name: string; pair: JudgedPair }): string {
  return `${name} (${formatPValue(pair.correctedPValue)})`;
}

/** "a", "a and b", "a, b and c". */
function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
