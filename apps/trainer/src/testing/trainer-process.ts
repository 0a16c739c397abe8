import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface TrainerResult {
  /** Exit status; null when a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TrainerOptions {
  /** GRAFT_HOME of the process. */
  readonly home: string;
  /** User id to run as, for tests of permissions under root. */
  readonly uid?: number;
}

const cli = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../cli.ts");

/** Starts the real command line in a process of its own. */
export function startTrainer(args: readonly string[], { home, uid }: TrainerOptions): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", cli, ...args], {
    cwd: path.dirname(cli),
    env: { ...process.env, GRAFT_HOME: home, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid !== undefined && { uid, gid: uid }),
  });
}

/** Runs the real command line to its end. */
export async function runTrainer(
  args: readonly string[],
  options: TrainerOptions,
): Promise<TrainerResult> {
  const child = startTrainer(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status, stdout, stderr };
}
