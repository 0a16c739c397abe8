import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { accuracy, mostProbable } from "@graft/core/analysis/metrics";
import type { FeatureMatrix } from "@graft/core/learning/classical";
import { infer, type TransferNet } from "@graft/core/learning/tensor";
import type { DatasetRecord } from "@graft/db";
import { fingerprintOf } from "../dataset/content-keys.ts";
import { encodePreview } from "../dataset/decode-image.ts";
import { bytesOf } from "../drawing/draw-images.ts";
import {
  drawPlannedProgram,
  type ImagesPlan,
  numImages,
  programOf,
} from "../drawing/images-plan.ts";
import { fitOnThread } from "../methods/search/search-threads.ts";
import { INPUT_RANGE, openImageStore, type StoreOptions } from "./image-store.ts";

/** Images of programs that the net is not trained on. */
export interface UnseenImages {
  /** Shape [n, size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
  /** Index of the program of each, shape [n]. */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Positions to fit the probe on, and to test it on. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface ProbeResult {
  /** Fraction of the test images whose program the probe names. */
  readonly accuracy: number;
  /** Shape [test, numClasses]. */
  readonly probabilities: Float64Array;
}

/** Of the sum of squared weights, on standardised features. */
const PENALTY = 10;
const BATCH_SIZE = 50;

/**
 * How well the net's features tell programs apart that it has never seen: logistic regression on them,
 * the net left as it is.
 *
 * @throws The signal's reason soon after it is aborted.
 * @see Alain & Bengio 2016, arXiv:1610.01644 (linear probes).
 */
export async function probe(
  net: TransferNet,
  { train, test, ...images }: UnseenImages,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const [known, asked] = [
    await featuresOf(net, { ...images, positions: train }, signal),
    await featuresOf(net, { ...images, positions: test }, signal),
  ];
  const { labels, numClasses } = images;
  const featureSets = [{ name: "last-layer", features: known }];
  const ofTrain = train.map((position) => labels[position]!);
  const keys = Array.from(train, String);
  const parameters = { l2: PENALTY };
  const setting = {
    kind: "logistic-regression",
    featureSet: 0,
    scaling: "own",
    parameters,
  } as const;
  const input = { featureSets, labels: ofTrain, numClasses, keys, seed: 0 };
  const { probabilities } = await fitOnThread(input, { setting, asked, signal });
  const truth = test.map((position) => labels[position]!);
  const predicted = mostProbable(probabilities!, numClasses);
  return { accuracy: accuracy(truth, predicted), probabilities: probabilities! };
}

async function featuresOf(
  { features }: TransferNet,
  { pixels, size, positions }: Pick<UnseenImages, "pixels" | "size"> & { positions: Int32Array },
  signal: AbortSignal,
): Promise<FeatureMatrix> {
  const columns = Number(features.outputs[0]!.shape.at(-1));
  const data = new Float32Array(positions.length * columns);
  for (let start = 0; start < positions.length; start += BATCH_SIZE) {
    await setImmediate(); // lets a signal in
    signal.throwIfAborted();
    const batch = {
      positions: positions.subarray(start, start + BATCH_SIZE),
      batchSize: BATCH_SIZE,
    };
    data.set(await infer(features, { pixels, size, range: INPUT_RANGE }, batch), start * columns);
  }
  return { data, rows: positions.length, columns };
}

/** Part of each unseen program's images that the probe is fitted on. */
const TRAIN_PART = 2 / 3;

export interface UnseenPrograms extends UnseenImages {
  readonly classNames: readonly string[];
}

/** Draws the images of programs that the net is not trained on, all into memory. */
export async function drawUnseen(plan: ImagesPlan, options: StoreOptions): Promise<UnseenPrograms> {
  const store = await openImageStore(plan, options);
  const count = numImages(plan);
  const pixels = new Uint8Array(count * bytesOf(plan));
  for (let position = 0; position < count; position++) {
    store.read(position, pixels.subarray(position * bytesOf(plan), (position + 1) * bytesOf(plan)));
  }
  store.close();
  const positions = Array.from({ length: count }, (_, position) => position);
  const isTrain = (position: number) =>
    position % plan.perProgram < Math.floor(plan.perProgram * TRAIN_PART);
  const digits = String(plan.programs).length;
  return {
    pixels,
    size: plan.size,
    labels: Int32Array.from(positions, (position) => programOf(plan, position)),
    numClasses: plan.programs,
    train: Int32Array.from(positions.filter(isTrain)),
    test: Int32Array.from(positions.filter((position) => !isTrain(position))),
    classNames: Array.from({ length: plan.programs }, (_, program) => {
      const number = String(program + 1).padStart(digits, "0");
      return `${number} ${drawPlannedProgram(plan, program).family}`;
    }),
  };
}

/** The images as a data set of the database, so that the dashboard shows what the probe got wrong. */
export function unseenDataset(unseen: UnseenPrograms): DatasetRecord {
  const { pixels, size, labels, classNames } = unseen;
  const length = size * size * 3;
  const images = Array.from(labels, (label, position) => {
    const image = pixels.subarray(position * length, (position + 1) * length);
    return {
      hash: createHash("sha256").update(`drawn ${size}\n`).update(image).digest("hex"),
      label,
      source: `${classNames[label]}/${position}`,
      width: size,
      height: size,
      bytes: length,
    };
  });
  return {
    name: "unseen programs",
    kind: "generated",
    fingerprint: fingerprintOf(
      images.map(({ hash, label }) => ({ hash, className: classNames[label]!, group: null })),
      classNames,
    ),
    classes: classNames,
    images,
    preview: (position) => encodePreview({ imageSize: size, pixels }, position),
    previewSide: size,
  };
}
