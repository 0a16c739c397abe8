import { inspect } from "node:util";
import { redactAddresses } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import pc from "picocolors";
import { forPeople } from "../messages.ts";
import { onClosedOutput } from "./output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const WORDS: Readonly<Record<(typeof SIGNALS)[number], string>> = {
  SIGINT: "stopped with Ctrl-C",
  SIGTERM: "stopped from outside (SIGTERM)",
  SIGHUP: "the terminal was closed (SIGHUP)",
};

/**
 * The first signal asks to stop at the next batch, the second one ends the process at once. A terminal that is
 * closed only asks, however often the system and the shell say so; an output that takes nothing more does, too.
 */
export function stopOnSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  /** A person asked once already: the next time ends it at once. */
  let asked = false;
  function stop(name: (typeof SIGNALS)[number]): void {
    if (controller.signal.aborted) {
      if (name === "SIGHUP") return;
      if (asked) process.exit(130);
    }
    asked ||= name !== "SIGHUP";
    if (controller.signal.aborted) return;
    controller.abort(WORDS[name]);
    console.error(
      "\nStopping at the next batch; what was logged is kept. Once more ends it at once.",
    );
  }
  const releaseOutput = onClosedOutput((reason) => {
    if (!controller.signal.aborted) controller.abort(reason);
  });
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      releaseOutput();
      // Said once more, that the terminal is gone must not end the process while it winds up.
      if (controller.signal.aborted) process.on("SIGHUP", () => undefined);
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
}

/** Says on standard error what went wrong and what to do. @returns The exit status. */
export function reportFailure(error: unknown): number {
  const { message, hint } = error instanceof AppError ? error : unexpected(error);
  console.error(`${pc.red("error:")} ${forPeople(`${message}\n  ${hint}`)}`);
  if (process.env["GRAFT_DEBUG"]) console.error(redactAddresses(inspect(error)));
  return 1;
}

/** A missing file of a package is a fault of the installation, not of Graft. */
const NOT_INSTALLED = /^Cannot find (?:module|package) /;

function unexpected(error: unknown): { message: string; hint: string } {
  const message = redactAddresses(error instanceof Error ? error.message : String(error));
  if (NOT_INSTALLED.test(message)) {
    return {
      message: message.split("\n")[0] ?? message, // Node adds who asked for it, file by file
      hint: "Something of Graft's packages is missing: run `npm run setup`, which checks them all and puts it back.",
    };
  }
  return {
    message,
    hint: "This is a fault in Graft. Run again with GRAFT_DEBUG=1 to see where it happened.",
  };
}
