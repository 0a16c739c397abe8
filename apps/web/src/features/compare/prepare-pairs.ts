import type { RunPair } from "@graft/core/analysis/comparability";
import { formatPValue, points, pointsRange } from "@graft/core/analysis/format";
import type { ComparedRun } from "./compared-run.ts";

/** Two runs held against each other, as the page shows it. */
export interface ShownPair {
  readonly key: string;
  /** The more accurate run first. */
  readonly methods: readonly [string, string];
  readonly verdict: string;
  /** Whether the difference is significant. */
  readonly clear: boolean;
  /** Each a dash where the two were not tested against each other. */
  readonly difference: string;
  readonly interval: string;
  /** How many images only the one and only the other recognises. */
  readonly onlyOne: string;
  /** The same in words. */
  readonly onlyOneText: string | null;
  readonly pValue: string;
}

/** Every pair in words and numbers. */
export function preparePairs(pairs: readonly RunPair<ComparedRun>[]): ShownPair[] {
  return pairs.map(({ a, b, result }) => {
    const shared = {
      key: `${a.run.id} ${b.run.id}`,
      methods: [b.run.method, a.run.method],
    } as const;
    if ("reason" in result) {
      const verdict = `${b.name} and ${a.name}: not tested, because ${result.reason}.`;
      const none = { difference: "–", interval: "–", onlyOne: "–", onlyOneText: null, pValue: "–" };
      return { ...shared, ...none, verdict, clear: false };
    }
    const { verdict, correctedPValue, isClear, difference, interval, onlyA, onlyB } = result;
    return {
      ...shared,
      verdict,
      clear: isClear,
      difference: points(difference),
      interval: interval ? pointsRange(interval) : "–",
      onlyOne: `${onlyB} : ${onlyA}`,
      onlyOneText: `${onlyB} by ${b.name} only, ${onlyA} by ${a.name} only`,
      pValue: formatPValue(correctedPValue).replace("p = ", ""),
    };
  });
}
