import path from "node:path";
import { parsePretrainConfig } from "@graft/core/contract";
import { graftHome } from "@graft/db/home";
import { readConfigFile } from "../config/read-experiment-file.ts";
import { runPretraining } from "../pretrain/run-pretraining.ts";
import { describeEnvironment } from "../run/environment.ts";
import { stopOnSignals } from "./endings.ts";
import { jsonToStandardOutput, printOutcome, toTerminal } from "./output.ts";

interface PretrainOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: true;
}

/** `trainer pretrain`: exit status 0 when it finished, 1 when it failed, 130 when stopped. */
export async function pretrainCommand(options: PretrainOptions): Promise<void> {
  const { json } = await readConfigFile(options.config, options.set);
  const config = parsePretrainConfig(json, path.basename(options.config));
  const reporter = options.json ? jsonToStandardOutput() : toTerminal();
  const stop = stopOnSignals();
  try {
    const { run, folder } = await runPretraining(config, {
      home: graftHome(),
      environment: await describeEnvironment(process.argv.slice(2)),
      report: (event) => reporter.report(event),
      signal: stop.signal,
    });
    reporter.close();
    if (!options.json) {
      printOutcome([run]);
      if (folder) console.log(`\nThe backbone: ${path.join(folder, "model.json")}`);
      else console.log("\nRun the same command again to resume after the last whole epoch.");
    }
    process.exitCode = stop.signal.aborted ? 130 : run.status === "finished" ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    process.exitCode = 130; // stopped while images were drawn: nothing was written
  } finally {
    reporter.close();
    stop.release();
  }
}
