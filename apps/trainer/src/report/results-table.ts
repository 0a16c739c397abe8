import { duration, percent } from "@graft/core/analysis/format";
import { wilsonInterval } from "@graft/core/analysis/stats";
import type { RunResult } from "./reporter.ts";
import { textTable } from "./text-table.ts";

/** The outcome as a small table: accuracy with its Wilson 95% interval, and time. */
export function resultsTable(results: readonly RunResult[]): string {
  const head = ["run", "method", "test accuracy", "95% interval", "time"];
  return textTable([head, ...results.map(toRow)]);
}

function toRow({ run, method, repeat, status, score, seconds }: RunResult): string[] {
  const name = repeat > 0 ? `${method} #${repeat + 1}` : method;
  if (!score) return [String(run), name, status, "", duration(seconds)];
  const { low, high } = wilsonInterval(score.correct, score.total);
  return [
    String(run),
    name,
    `${percent(score.correct / score.total)} (${score.correct}/${score.total})`,
    `${percent(low)} to ${percent(high)}`,
    duration(seconds),
  ];
}
