import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "../workspace.mjs";
import { runTrainer } from "./run-trainer.mjs";
import { secondsToTraining } from "./summarise.mjs";

/** Seconds that `trainer --help` takes as a whole process: the median of five. */
export function helpSeconds() {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    spawnSync(process.execPath, [path.join(root, "scripts/trainer.mjs"), "--help"]);
    return (performance.now() - started) / 1000;
  });
  return Number(times.toSorted((a, b) => a - b)[2].toFixed(2));
}

/**
 * Seconds from the start of `trainer run` to the first training batch of fine-tuning, where images and
 * features are cached by a run before.
 */
export async function startSeconds(home, args) {
  const run = await runTrainer(home, [
    ...args,
    "--method",
    "fine-tuned",
    "--set",
    "methods.fine-tuned.epochs=1",
  ]);
  if (run.failure) throw new Error(run.failure);
  return secondsToTraining(run.lines);
}
