import { spawn } from "node:child_process";

export interface CommandResult {
  /** Exit status; null where the program does not exist or was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** False where there is no such program. */
  readonly found: boolean;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Lets the program draw its progress on this process's standard error. */
  readonly show?: boolean;
}

/** Runs a program to its end, without a shell. Never rejects for what the program does; only when aborted. */
export function runCommand(
  file: string,
  args: readonly string[],
  { cwd, env, signal, show }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
      ...(signal ? { signal } : {}),
      stdio: ["ignore", show ? process.stderr : "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout?.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else
        resolve({ status: null, ...output, stderr: error.message, found: error.code !== "ENOENT" });
    });
    child.on("close", (status) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ status, ...output, found: true });
    });
  });
}

/** The last lines of a program's complaint, for the end of a message. */
export function lastLines(result: CommandResult, count = 3): string {
  const text = result.stderr.trim() || result.stdout.trim();
  return text.split("\n").slice(-count).join("\n  ");
}
