import { onClosedOutput } from "./closed-output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const WORDS: Readonly<Record<(typeof SIGNALS)[number], string>> = {
  SIGINT: "stopped with Ctrl-C",
  SIGTERM: "stopped from outside (SIGTERM)",
  SIGHUP: "the terminal was closed (SIGHUP)",
};

/**
 * The first signal asks to stop at the next batch, the second one ends the process at once. An output
 * that nobody reads any more asks to stop, too.
 */
export function stopOnSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  function stop(name: (typeof SIGNALS)[number]): void {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(WORDS[name]);
    console.error(
      "\nStopping at the next batch; what was logged is kept. Once more ends it at once.",
    );
  }
  const releaseOutput = onClosedOutput(() => {
    if (!controller.signal.aborted) controller.abort("the output was closed");
  });
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      releaseOutput();
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
}
