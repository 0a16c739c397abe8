import { graftHome } from "@graft/db/home";
import { selectMethods } from "../config/apply-overrides.ts";
import { readExperimentFile } from "../config/read-experiment-file.ts";
import { loadRun, readDatabase, type TestedRun } from "../measure/load-run.ts";
import { describeJudgement } from "../report/describe-judgement.ts";
import type { RunResult } from "../report/reporter.ts";
import { describeEnvironment } from "../run/environment.ts";
import { runExperiment } from "../run/run-experiment.ts";
import { stopOnSignals } from "./endings.ts";
import { jsonToStandardOutput, printOutcome, toTerminal } from "./output.ts";

interface RunOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly method: readonly string[];
  readonly json?: true;
}

/** `trainer run`: exit status 0 when every run finished, 1 when one failed, 130 when stopped. */
export async function runCommand(options: RunOptions): Promise<void> {
  const file = await readExperimentFile(options.config, options.set);
  const config = selectMethods(file.config, options.method);
  const reporter = options.json ? jsonToStandardOutput() : toTerminal();
  const stop = stopOnSignals();
  let results: RunResult[];
  try {
    results = await runExperiment(config, {
      baseDir: file.baseDir,
      home: graftHome(),
      environment: await describeEnvironment(process.argv.slice(2)),
      report: (event) => reporter.report(event),
      signal: stop.signal,
    });
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    results = []; // stopped while the images were read: nothing was written
  } finally {
    reporter.close();
    stop.release();
  }
  if (!options.json) printOutcome(results, await judge(results));
  if (process.env["GRAFT_DEBUG"]) {
    for (const { error } of results) if (error) console.error(error.cause);
  }
  process.exitCode = exitStatus(results, stop.signal.aborted);
}

/** What these runs say of each other, from their stored predictions. */
async function judge(results: readonly RunResult[]): Promise<string[]> {
  const tested = results.filter(
    ({ status, score, method }) => status === "finished" && score && method !== "pretraining",
  );
  if (tested.length === 0) return [];
  return await readDatabase(async (db) => {
    const runs: TestedRun[] = [];
    for (const { run } of tested) runs.push(await loadRun(db, String(run)));
    return describeJudgement(runs);
  });
}

function exitStatus(results: readonly RunResult[], stopped: boolean): number {
  if (stopped) return 130;
  return results.every(({ status }) => status === "finished") ? 0 : 1;
}
