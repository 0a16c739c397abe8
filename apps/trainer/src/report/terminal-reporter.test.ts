import { expect, test } from "vitest";
import type { ExperimentEvent } from "./reporter.ts";
import { terminalReporter } from "./terminal-reporter.ts";

const run = { type: "run", run: 7, method: "fine-tuned", repeat: 0 } as const;

function progress(done: number): ExperimentEvent {
  return {
    ...run,
    event: {
      type: "progress",
      phase: "training",
      done,
      total: 200,
      epoch: 2,
      epochs: 8,
      loss: 0.25,
      accuracy: 0.9,
      imagesPerSecond: 24.6,
      secondsLeft: 62,
    },
  };
}

const epoch: ExperimentEvent = {
  ...run,
  event: {
    type: "epoch.finished",
    epoch: 2,
    epochs: 8,
    metrics: { "train/loss": 0.25, "train/accuracy": 0.9 },
    imagesPerSecond: 24.6,
    seconds: 30,
  },
};

const predictions: ExperimentEvent = {
  ...run,
  event: { type: "predictions", count: 100, accuracy: 0.93 },
};

function terminal(columns: number | null, step = 60) {
  const written: string[] = [];
  let time = 0;
  const reporter = terminalReporter({
    write: (text) => written.push(text),
    columns: () => columns,
    now: () => {
      time += step;
      return time;
    },
  });
  return { reporter, written };
}

test("a terminal gets one live line with all that one wants to know, and it goes before lasting lines", () => {
  const { reporter, written } = terminal(200);
  reporter.report(progress(100));
  expect(written).toEqual([
    "run 7  fine-tuned       training epoch 2/8  █████░░░░░ 100/200  loss 0.250  accuracy 90.0%  25 images/s  1 min 2 s left",
  ]);
  reporter.report(predictions);
  expect(written.slice(1)).toEqual([
    "\r\u001b[2K",
    "run 7  fine-tuned       test accuracy 93.0% on 100 images\n",
  ]);
  reporter.close();
  expect(written).toHaveLength(3);
});

test("the live line is paced and never wider than the terminal", () => {
  const { reporter, written } = terminal(40);
  for (let done = 1; done <= 10; done++) reporter.report(progress(done));
  const lines = written.filter((text) => !text.startsWith("\r"));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.length).toBeLessThan(10);
  expect(Math.max(...lines.map((line) => line.length))).toBe(39);
});

test("a file gets plain lines, an epoch each, and nothing that moves the cursor", () => {
  const { reporter, written } = terminal(null);
  for (const event of [progress(100), epoch, predictions]) reporter.report(event);
  reporter.close();
  expect(written).toEqual([
    "run 7  fine-tuned       epoch 2/8  loss 0.250  accuracy 90.0%  25 images/s\n",
    "run 7  fine-tuned       test accuracy 93.0% on 100 images\n",
  ]);
});

test("a file is told now and then how far a long phase is, in whole lines", () => {
  const { reporter, written } = terminal(null, 10_000);
  for (let done = 1; done <= 12; done++) reporter.report(progress(10 * done));
  reporter.close();
  expect(written.length).toBeGreaterThan(1);
  expect(written.length).toBeLessThan(12);
  for (const line of written) expect(line).toMatch(/^run 7 .* training epoch 2\/8 .*left\n$/);
});
