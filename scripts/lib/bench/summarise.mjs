import { round } from "./machine.mjs";

/**
 * The figures of one experiment from its events (see `runTrainer`), nothing cached before it.
 *
 * Images per second of training are the median over a method's epochs. `featuresPerSecond` is the frozen
 * net alone; `jpegToFeaturesPerSecond` counts reading, hashing and decoding the files as well.
 */
export function summarise(engine, lines) {
  const ready = lines.find(({ type }) => type === "engine.ready");
  const dataset = lines.find(({ type }) => type === "dataset.ready");
  const finished = lines.find(({ type }) => type === "experiment.finished");
  const methods = finished.results.map(({ run, method, repeat, seconds, score }) => ({
    method,
    repeat,
    seconds: round(seconds),
    imagesPerSecond: trainingRate(lines.filter((line) => line.run === run)),
    accuracy: score ? score.correct / score.total : null,
  }));
  const featuresPerSecond = featureRate(lines);
  const decodePerSecond = dataset.numImages / dataset.seconds;
  const jpegToFeatures = 1 / (1 / decodePerSecond + 1 / (featuresPerSecond ?? 0));
  return {
    engine,
    version: ready.version,
    detail: ready.detail,
    dataset: { name: dataset.name, numImages: dataset.numImages },
    decodePerSecond: round(decodePerSecond),
    featuresPerSecond: featuresPerSecond && round(featuresPerSecond),
    jpegToFeaturesPerSecond: featuresPerSecond && round(jpegToFeatures),
    methods,
    seconds: round(finished.seconds),
    peakMemoryMB: Math.round(finished.peakMemory / 1e6),
  };
}

/** Seconds from the start of the process to the first batch of training, in the run whose events these are. */
export function secondsToTraining(lines) {
  const first = lines.find(({ type, phase }) => type === "progress" && phase === "training");
  return first ? round(first.at) : null;
}

function trainingRate(lines) {
  const epochs = lines.filter(({ type }) => type === "epoch.finished");
  return median(epochs.map(({ imagesPerSecond }) => imagesPerSecond));
}

/** Over all passes of the images through the frozen net; each says how far and how fast it was. */
function featureRate(lines) {
  const passes = new Map();
  for (const line of lines) {
    if (line.type === "progress" && line.phase === "features") passes.set(line.run, line);
  }
  let images = 0;
  let seconds = 0;
  for (const { done, imagesPerSecond } of passes.values()) {
    images += done;
    seconds += done / imagesPerSecond;
  }
  return images > 0 ? images / seconds : null;
}

function median(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return round(value);
}
