import type { ExperimentEvent } from "../report/reporter.ts";
import type { Environment } from "./environment.ts";
export interface ExperimentPorts {
  /** Folder that the config's relative paths start from. */
  readonly baseDir: string;
  /** Folder of the database, the caches and the artifacts. */
  readonly home: string;
  readonly environment: Environment;
  readonly report: (event: ExperimentEvent) => void;
  /** Aborting stops the current run at its next batch and starts no other. */
  readonly signal: AbortSignal;
}
