import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import pc from "picocolors";
import { forPeople } from "../messages.ts";
import { resultsTable } from "../report/describe-judgement.ts";
import { jsonReporter, type Reporter, type RunResult } from "../report/reporter.ts";
import { terminalReporter } from "../report/terminal-reporter.ts";

/** What the system says of an output that nobody reads any more: a pipe, or a terminal that was closed. */
const CLOSED: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "ENXIO", "ECONNRESET"]);
const NAMES = { 1: "standard output", 2: "standard error" } as const;

type Output = NodeJS.WriteStream & { fd: 1 | 2 };

let failed = false;

/** True once an output could not take what was written to it, for another reason than that nobody reads it. */
export function hasOutputFailed(): boolean {
  return failed;
}

/**
 * Calls back when standard output or standard error takes nothing more. That nobody reads it any more, as in
 * `trainer run | head -3`, is no error; a full disk under it is, and is told once, on standard error.
 *
 * @param callback Gets why, for people.
 * @returns A function that ends this.
 */
export function onClosedOutput(callback: (reason: string) => void): () => void {
  const handlers = [process.stdout, process.stderr].map((stream) => {
    const output = stream as Output;
    writeWholly(output);
    function handle(error: NodeJS.ErrnoException): void {
      // Of a file, EIO is a failing disk.
      if (CLOSED.has(error.code) && (error.code !== "EIO" || isatty(output.fd))) {
        callback("the output was closed");
        return;
      }
      const reason = `${NAMES[output.fd]} cannot be written (${error.message})`;
      tell(reason);
      callback(reason);
    }
    output.on("error", handle);
    return () => output.off("error", handle);
  });
  return () => {
    for (const release of handlers) release();
  };
}

function tell(reason: string): void {
  if (failed) return;
  failed = true;
  try {
    writeSync(2, `error: ${reason}: what is missing there was not shown.\n`);
  } catch {
    // Nowhere to say it; the exit status does.
  }
}

const whole = new WeakSet<Output>();

/**
 * Node writes a file with one call, and takes it for success if the disk had room for a part. Here the rest is
 * written too, or fails.
 */
function writeWholly(output: Output): void {
  const isFile = output.constructor.name === "SyncWriteStream";
  if (!isFile || whole.has(output)) return;
  whole.add(output);
  output._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(output.fd, chunk, at);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

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
