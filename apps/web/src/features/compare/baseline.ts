import type { ComparedRun } from "./compared-run.ts";

/**
 * Accuracy of always answering the class that is commonest among the test images, in (0, 1]; null where
 * it is not the same for all the runs.
 */
export function commonestClassShare(runs: readonly ComparedRun[]): number | null {
  const shares = new Set(
    runs.map(({ predictions }) => {
      const counts = new Map<number, number>();
      for (const { trueLabel } of predictions) {
        counts.set(trueLabel, (counts.get(trueLabel) ?? 0) + 1);
      }
      return Math.max(...counts.values()) / predictions.length;
    }),
  );
  const [share] = shares;
  return shares.size === 1 && share !== undefined ? share : null;
}
