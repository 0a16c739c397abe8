import pc from "picocolors";
import { forPeople } from "../printable.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import type { Reporter, RunResult } from "../report/reporter.ts";
import { resultsTable } from "../report/results-table.ts";
import { terminalReporter } from "../report/terminal-reporter.ts";

/** The table of results, what the runs say of each other, and what went wrong with those that failed. */
export function printOutcome(results: readonly RunResult[], verdict: readonly string[] = []): void {
  if (results.length > 0) console.log(`\n${resultsTable(results)}`);
  if (verdict.length > 0) {
    console.log(`\nComparison:\n${verdict.map((sentence) => `  ${sentence}`).join("\n")}`);
  }
  for (const { run, error } of results) {
    if (!error) continue;
    console.error(
      `${pc.red("error:")} run ${run}: ${forPeople(`${error.message}\n  ${error.hint}`)}`,
    );
  }
  if (results.length > 0) {
    console.log(
      forPeople("\nSee every image and compare the runs at http://localhost:3000: pnpm dashboard"),
    );
  }
}

export function jsonToStandardOutput(): Reporter {
  return jsonReporter((line) => process.stdout.write(line));
}

export function toTerminal(): Reporter {
  return terminalReporter({
    write: (text) => process.stdout.write(text),
    columns: () => (process.stdout.isTTY ? (process.stdout.columns ?? 80) : null),
    now: () => performance.now(),
  });
}
