import type { RunPair } from "./count-cells.ts";

/** Which images are shown below the matrices: of a cell of a run, of a cell of the difference, or all errors. */
export type MatrixView =
  | {
      readonly kind: "cell";
      /** Id. */
      readonly run: number;
      readonly truth: number;
      readonly predicted: number;
    }
  | { readonly kind: "difference"; readonly truth: number; readonly predicted: number }
  | { readonly kind: "errors"; readonly run: number };

/**
 * What stands in the address as `cell`: `12:0-1`, `moved:0-1` or `12:errors`; null for anything else.
 *
 * @param ids Of the runs that are compared.
 */
export function parseMatrixView(
  text: string | null,
  { ids, numClasses }: { ids: readonly number[]; numClasses: number },
): MatrixView | null {
  const parts = /^(moved|\d{1,10}):(errors|(\d{1,4})-(\d{1,4}))$/.exec(text ?? "");
  if (!parts) return null;
  const [, subject, what, truth, predicted] = parts;
  const run = Number(subject);
  if (subject !== "moved" && !ids.includes(run)) return null;
  if (what === "errors") return subject === "moved" ? null : { kind: "errors", run };
  const cell = { truth: Number(truth), predicted: Number(predicted) };
  if (cell.truth >= numClasses || cell.predicted >= numClasses) return null;
  return subject === "moved" ? { kind: "difference", ...cell } : { kind: "cell", run, ...cell };
}

/** The same as text. */
export function matrixViewText(view: MatrixView): string {
  if (view.kind === "errors") return `${view.run}:errors`;
  const cell = `${view.truth}-${view.predicted}`;
  return view.kind === "difference" ? `moved:${cell}` : `${view.run}:${cell}`;
}

/**
 * The two runs whose difference is shown, as `pair=3,12` in the address; else from the baseline to the best
 * of the others.
 *
 * @param ids Two or more, the best first.
 */
export function parsePair(
  text: string | null,
  { ids, baseline }: { ids: readonly number[]; baseline: number },
): RunPair {
  const [, one, other] = /^(\d{1,10}),(\d{1,10})$/.exec(text ?? "") ?? [];
  const asked = { a: ids.indexOf(Number(one)), b: ids.indexOf(Number(other)) };
  if (asked.a >= 0 && asked.b >= 0 && asked.a !== asked.b) return asked;
  const a = Math.max(0, ids.indexOf(baseline));
  return a === 0 ? { a: 1, b: 0 } : { a, b: 0 };
}
