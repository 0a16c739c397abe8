import { expect, test } from "vitest";
import { secondsToTraining, summarise } from "./summarise.mjs";

const epoch = (run, imagesPerSecond) => ({ type: "epoch.finished", run, imagesPerSecond });
const features = (run, done, imagesPerSecond) => ({
  type: "progress",
  phase: "features",
  run,
  done,
  imagesPerSecond,
});

const lines = [
  { type: "engine.ready", version: "4.22.0", detail: "2 threads", at: 1 },
  { type: "dataset.ready", name: "tiny", numImages: 300, seconds: 1.5 },
  features(1, 16, 10),
  features(1, 200, 100),
  { type: "progress", phase: "training", at: 2.54 },
  { type: "progress", phase: "training", at: 3 },
  epoch(1, 20),
  epoch(1, 31),
  epoch(1, 30),
  features(2, 100, 50),
  {
    type: "experiment.finished",
    seconds: 12.345,
    peakMemory: 2.5e9,
    results: [
      { run: 1, method: "fine-tuned", repeat: 0, seconds: 8, score: { correct: 94, total: 100 } },
      { run: 2, method: "frozen-features", repeat: 0, seconds: 2, score: null },
    ],
  },
];

test("rates are the median over epochs, and images over seconds of all passes", () => {
  const result = summarise("wasm", lines);
  expect(result.methods[0]).toMatchObject({ imagesPerSecond: 30, accuracy: 0.94 });
  expect(result.methods[1]).toMatchObject({ imagesPerSecond: null, accuracy: null });
  expect(result.decodePerSecond).toBe(200);
  // 200 images in 2 s and 100 in 2 s.
  expect(result.featuresPerSecond).toBe(75);
  // 300 images decoded in 1.5 s and passed through the net in 4 s: 54.5 per second.
  expect(result.jpegToFeaturesPerSecond).toBe(54.5);
  expect(result).toMatchObject({ seconds: 12.3, peakMemoryMB: 2500 });
});

test("training starts with its first event", () => {
  expect(secondsToTraining(lines)).toBe(2.5);
  expect(secondsToTraining(lines.slice(0, 2))).toBeNull();
});
