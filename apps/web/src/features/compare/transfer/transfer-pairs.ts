import { findObstacle } from "@graft/core/comparability";
import type { ComparedRun } from "../compared-run.ts";

/** A run that builds on the pretrained net, and one on the same split that does not. */
export interface TransferPair {
  readonly without: ComparedRun;
  readonly with: ComparedRun;
}

/** Methods with transfer, each with those that answer what it bought. */
const WITH = ["fine-tuned", "frozen-features"];
const WITHOUT = ["scratch", "raw-pixels"];

/**
 * Every method with transfer against every one without, on the same test pictures. Where a method ran several
 * times, the newest run that can be compared counts: the best one would be chosen by its luck.
 */
export function transferPairs(runs: readonly ComparedRun[]): TransferPair[] {
  return WITH.flatMap((method) =>
    WITHOUT.flatMap((reference) => {
      const pairs = newestFirst(runs, method).flatMap((one) => {
        const other = newestFirst(runs, reference).find((run) => findObstacle(one, run) === null);
        return other ? [{ with: one, without: other }] : [];
      });
      return pairs.slice(0, 1);
    }),
  );
}

function newestFirst(runs: readonly ComparedRun[], method: string): ComparedRun[] {
  return runs.filter(({ run }) => run.method === method).sort((a, b) => b.run.id - a.run.id);
}
