import path from "node:path";
import { graftHome } from "@graft/db/home";
import { readExperimentFile } from "../config/read-experiment-file.ts";
import { type ReadData, readData } from "../dataset/read-data.ts";
import { printable } from "../messages.ts";
import { describeReport } from "../report/describe-data.ts";
import { reportFailure, stopOnSignals } from "./endings.ts";
import { toTerminal } from "./output.ts";

interface DataOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: true;
}

/** Raised when a field of the JSON form is renamed, removed or changes its meaning. */
const VERSION = 1;

/**
 * `trainer data`: what an experiment would train on. Exit status 0 when a run could start, 1 when it
 * would be refused, 130 when stopped. Opens no database and no engine; decoded images are cached.
 */
export async function dataCommand(options: DataOptions): Promise<void> {
  const { config, baseDir } = await readExperimentFile(options.config, options.set);
  const stop = stopOnSignals();
  const progress = options.json ? null : toTerminal();
  try {
    const { report, refusals } = await readData(config, {
      baseDir,
      cacheDir: path.join(graftHome(), "cache"),
      signal: stop.signal,
      onProgress: (event) => progress?.report({ type: "dataset.progress", ...event }),
    });
    progress?.close();
    if (options.json) {
      console.log(JSON.stringify(toJson(config.name, { report, refusals })));
    } else {
      const lines = describeReport(report);
      if (lines.length > 0) console.log(printable(lines.join("\n")));
      if (refusals.length > 0) console.log("\nA run of this experiment would be refused.");
    }
    for (const refusal of refusals) process.exitCode = reportFailure(refusal);
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    process.exitCode = 130;
  } finally {
    progress?.close();
    stop.release();
  }
}

/** The JSON form (docs/data.md): the lists take the place of their counts. */
function toJson(experiment: string, { report, refusals }: Pick<ReadData, "report" | "refusals">) {
  const { summary, images, unreadable, leftOut, duplicates, nearDuplicates } = report;
  const { name, kind, root, fingerprint, imageSize, numImages } = summary;
  return {
    version: VERSION,
    experiment,
    refused: refusals.map(({ code, message, hint }) => ({ code, message, hint })),
    dataset: { name, kind, root, fingerprint, imageSize, numImages },
    classes: summary.classes,
    splits: summary.splits,
    unreadable,
    leftOut: { byExtension: summary.leftOut.byExtension, files: leftOut },
    ignored: summary.ignored,
    duplicates,
    nearDuplicates: { isComplete: summary.nearDuplicates.isComplete, pairs: nearDuplicates },
    notes: summary.notes,
    warnings: summary.warnings,
    images,
  };
}
