import type { RunDetail } from "@graft/db";
import { withRelativePaths } from "../settings/without-folders.ts";

export interface RunRepeat {
  readonly fileName: string;
  /** An experiment file that makes this run alone, with every setting it had. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What to type once the file lies in its folder. */
  readonly command: string;
  /** Where to put the file, for its paths start there; empty for the folder the command is given in. */
  readonly folder: string;
}

type Repeated = Pick<RunDetail, "id" | "method" | "seed" | "config" | "environment" | "experiment">;

/**
 * How to repeat a run by itself: the experiment's resolved config with this method only, once, with the run's own
 * seed; a repeat draws its split from that seed, so it is the same one.
 *
 * @returns Null for a pretraining, which is no experiment.
 */
export function repeatRun(run: Repeated): RunRepeat | null {
  if (run.method === "pretraining") return null;
  const fileName = `run-${run.id}.json`;
  const folder = folderOf(run.environment["command"]);
  const config = { ...run.experiment.config, seed: run.seed, methods: [run.config], repeats: 1 };
  return {
    fileName,
    folder,
    config: withRelativePaths(config, text(run.environment["configFolder"])) as RunRepeat["config"],
    command: `pnpm trainer run --config ${quote(folder + fileName)}`,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The folder of the experiment file in the command that made the run, with its slash; empty for none. */
function folderOf(command: unknown): string {
  const match =
    typeof command === "string"
      ? /(?:--config|-c)[ =](?:'(?<quoted>[^']*)'|(?<plain>[^\s']+))/.exec(command)
      : null;
  const file = match?.groups?.["quoted"] ?? match?.groups?.["plain"] ?? "";
  return file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

/** For a shell: as it is, or between single quotes. */
function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
