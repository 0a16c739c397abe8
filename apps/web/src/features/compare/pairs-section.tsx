import type { RunPair } from "@graft/core/analysis/comparability";
import { plural } from "@graft/core/analysis/format";
import type { ComparedRun } from "./compared-run.ts";
import { PairsTable } from "./pairs-table.tsx";
import { preparePairs } from "./prepare-pairs.ts";

const MOST_AT_ONCE = 6;

/** Every pair of runs: what differs, on which images, and whether it could be chance. */
export function PairsSection({ pairs }: { pairs: readonly RunPair<ComparedRun>[] }) {
  // Up to four runs make six pairs; of more, those of the most accurate run stand first.
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
        Exact McNemar test on the images that only one of the two recognises
        {numTested > 1 ? `, Holm-corrected for these ${numTested} pairs` : ""}. The intervals come
        from the same test: where one leaves out 0, the difference is significant.
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
