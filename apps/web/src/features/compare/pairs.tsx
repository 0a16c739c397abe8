import type { RunPair } from "@graft/core/analysis/comparability";
import { formatPValue, plural, points, pointsRange } from "@graft/core/analysis/format";
import type { ComparedRun } from "./compared-run.ts";
import { PairsTable, type ShownPair } from "./tables.tsx";

const MOST_AT_ONCE = 6;

/** Every pair of runs: the difference, on how many images, and whether it could be chance. */
export function PairsSection({ pairs }: { pairs: readonly RunPair<ComparedRun>[] }) {
  // Up to four runs make six pairs; with more runs, only the pairs of the most accurate one are shown at first.
  const ofFirst = pairs.filter(({ b }) => b === pairs[0]?.b).length;
  const numFirst = pairs.length <= MOST_AT_ONCE ? pairs.length : ofFirst;
  const [first, others] = [pairs.slice(0, numFirst), pairs.slice(numFirst)];
  const numTested = pairs.filter(({ result }) => !("reason" in result)).length;
  return (
    <section aria-labelledby="pairs" className="panel p-4">
      <h2 className="section-title" id="pairs">
        Pair by pair
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        Exact McNemar test on the images that only one of the two classifies correctly
        {numTested > 1 ? `, Holm-corrected for these ${numTested} pairs` : ""}. The intervals come
        from the same test: where one excludes zero, the difference is significant.
      </p>
      <PairsTable pairs={preparePairs(first)} />
      {others.length === 0 ? null : (
        <details className="mt-3">
          <summary className="w-fit text-muted text-sm hover:text-ink">
            {plural(others.length, "more pair")}
          </summary>
          <PairsTable pairs={preparePairs(others)} />
        </details>
      )}
    </section>
  );
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
