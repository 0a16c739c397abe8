import { duration, percent } from "@graft/core/analysis/format";
import { AppError } from "@graft/core/contract/errors";
import { listRuns } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { readDatabase } from "../measure/load-run.ts";
import { printable } from "../messages.ts";
import { textTable } from "../report/text-table.ts";

/** `trainer list`: the newest runs, one line each; a run whose process is gone reads as crashed. */
export async function listCommand(options: { json?: true; limit: string }): Promise<void> {
  const limit = countOf(options.limit);
  const runs = await readDatabase((db) => listRuns(db, { limit }));
  if (options.json) {
    for (const run of runs) console.log(JSON.stringify(run));
    return;
  }
  if (runs.length === 0) {
    console.log(`No runs yet in ${printable(dbPath())}. Begin with: npm run demo`);
    return;
  }
  const rows = runs.map((run) => [
    String(run.id),
    run.experiment,
    run.repeat > 0 ? `${run.method} #${run.repeat + 1}` : run.method,
    run.status,
    run.accuracy === null ? "-" : percent(run.accuracy),
    run.seconds === null ? "-" : duration(run.seconds),
    run.backend,
    run.createdAt.toISOString().slice(0, 16).replace("T", " "),
  ]);
  const head = [
    "run",
    "experiment",
    "method",
    "status",
    "accuracy",
    "time",
    "engine",
    "started (UTC)",
  ];
  console.log(printable(textTable([head, ...rows])));
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `--limit ${text}: expected a whole number of 1 or more`,
    hint: "For example: pnpm trainer list --limit 50.",
  });
}
