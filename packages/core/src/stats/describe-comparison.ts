import type { RunComparison, RunScore } from "./compare-runs.ts";
import type { JudgedPair } from "./judge-pairs.ts";
import { imagesNeeded } from "./power.ts";
import { formatPValue, SIGNIFICANT } from "./verdict.ts";

/**
 * What a comparison says, in plain sentences: who leads whom by more than chance, what is open, and
 * how many test images would settle it. Nobody is called better without a corrected p below 0.05.
 */
export function describeComparison(
  comparison: Pick<RunComparison, "scores" | "pairs" | "cochranQ">,
): string[] {
  const { scores, pairs } = comparison;
  const [first] = pairs;
  const sentences =
    pairs.length === 1 && first
      ? [first.verdict]
      : [...sayLeaders(scores, pairs), ...sayQ(comparison)];
  return [...sentences, ...sayImagesNeeded(scores, pairs)];
}

function sayLeaders(scores: readonly RunScore[], pairs: readonly JudgedPair[]): string[] {
  const [best, ...others] = scores;
  if (!best) return [];
  // The first pairs are those of the best run, in the order of the others.
  const against = others.map(({ name }, i) => ({ name, pair: pairs[i]! }));
  const beaten = against.filter(({ pair }) => isSignificant(pair));
  const open = against.filter(({ pair }) => !isSignificant(pair));
  const corrected = `corrected for ${pairs.length} pairs`;
  const leads = `${best.name} is the most accurate, right on ${best.correct} of ${best.total} images`;
  if (beaten.length === 0) {
    return pairs.some(isSignificant)
      ? [
          `${leads}, but every lead of it could be chance (${corrected}).`,
          ...sayOthers(pairs.slice(others.length)),
        ]
      : [
          `No two of the ${scores.length} runs differ by more than chance may bring (${corrected}).`,
        ];
  }
  const won = `${leads}. It beats ${listOf(beaten)} by more than chance (${corrected}).`;
  const undecided = `Against ${listOf(open)} the difference could be chance.`;
  return [won, ...(open.length > 0 ? [undecided] : []), ...sayOthers(pairs.slice(others.length))];
}

/** Differences beyond chance among the runs behind the first. */
function sayOthers(pairs: readonly JudgedPair[]): string[] {
  const found = pairs.filter(isSignificant);
  if (found.length === 0) return [];
  return [`Beyond chance as well: ${found.map((p) => `${p.nameB} over ${p.nameA}`).join(", ")}.`];
}

function sayQ({ scores, cochranQ }: Pick<RunComparison, "scores" | "cochranQ">): string[] {
  if (cochranQ === null)
    return ["All runs are right on the same images; nothing tells them apart."];
  const differ = cochranQ.pValue < SIGNIFICANT ? "they are not all equal" : "they may all be equal";
  return [
    `Cochran's Q over all ${scores.length} runs: ${differ} (${formatPValue(cochranQ.pValue)}).`,
  ];
}

/** For the nearest run behind the first whose distance could be chance. */
function sayImagesNeeded(scores: readonly RunScore[], pairs: readonly JudgedPair[]): string[] {
  const ofBest = pairs.slice(0, scores.length - 1);
  const pair = ofBest.find((p) => p.difference > 0 && !isSignificant(p));
  if (!pair) return [];
  const discordant = (pair.onlyA + pair.onlyB) / pair.total;
  // For a lead that small, the number would say no more than "very many".
  if (pair.difference < 0.0025) return [];
  const needed = imagesNeeded({ gain: pair.difference, discordant });
  const points = Number((100 * pair.difference).toFixed(1));
  const rounded = Number(needed.toPrecision(3)).toLocaleString("en");
  return [
    `To see a gain of ${points} point${points === 1 ? "" : "s"} four times out of five, about ${rounded} test images are needed; here are ${pair.total.toLocaleString("en")}.`,
  ];
}

function isSignificant({ correctedPValue }: JudgedPair): boolean {
  return correctedPValue < SIGNIFICANT;
}

/** "a", "a and b", "a, b and c", each with its p-value. */
function listOf(items: readonly { name: string; pair: JudgedPair }[]): string {
  const texts = items.map(({ name, pair }) => `${name} (${formatPValue(pair.correctedPValue)})`);
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
