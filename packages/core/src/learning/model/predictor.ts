import { dispose, io, util } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import * as z from "zod";
import type { Classifier, FeatureMatrix } from "../classical/index.ts";
import { attachHead, infer, poolBlocks } from "../tensor/index.ts";
import { areaAverage } from "./area-average.ts";
import { unpackClassifier } from "./classifier-file.ts";
import { invalidModel } from "./invalid-model.ts";
import { type ModelDescription } from "./model-description.ts";

/** Gives the content of a file of a model folder. @throws {AppError} MODEL_INVALID if it is not there. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** Images per pass through a net. */
const BATCH_SIZE = 16;

/** A model, ready to judge images on the current engine. */
export interface Predictor {
  readonly description: ModelDescription;
  /**
   * @param pixels RGB, shape [n, size, size, 3], as the description's `image` says.
   * @returns Class probabilities, shape [n, numClasses].
   */
  predict(pixels: Uint8Array): Promise<Float64Array>;
  /** Frees the net. */
  dispose(): void;
}

/**
 * Opens a model whose files `read` gives.
 *
 * @param options.batchSize Images per pass through a net, always as many: fewer are filled up. 1 is quickest for
 *   images that come one by one.
 * @throws {AppError} MODEL_INVALID where they are not what the description says.
 */
export async function openPredictor(
  description: ModelDescription,
  read: ReadModelFile,
  { batchSize = BATCH_SIZE }: { batchSize?: number } = {},
): Promise<Predictor> {
  const { parts, classNames, image, mirrored } = description;
  const opened = "net" in parts ? await openNet(parts, read) : await openClassifier(parts, read);
  const numClasses = classNames.length;
  if (opened.numClasses !== numClasses) {
    opened.dispose();
    throw invalidModel(`it names ${numClasses} classes and tells ${opened.numClasses} apart`);
  }
  const length = image.size * image.size * 3;
  const judge = async (pixels: Uint8Array, mirrored: boolean): Promise<Float64Array> => {
    const count = pixels.length / length;
    const all = new Float64Array(count * numClasses);
    for (let start = 0; start < count; start += batchSize) {
      const end = Math.min(count, start + batchSize);
      const batch = { pixels: pixels.subarray(start * length, end * length), size: image.size };
      all.set(await opened.judge({ ...batch, batchSize, mirrored }), start * numClasses);
    }
    return all;
  };
  return {
    description,
    dispose: opened.dispose,
    async predict(pixels) {
      if (pixels.length % length !== 0)
        throw invalidModel(`images must be of ${image.size} pixels`);
      const plain = await judge(pixels, false);
      if (!mirrored) return plain;
      const other = await judge(pixels, true);
      return plain.map((probability, at) => (probability + other[at]!) / 2);
    },
  };
}

interface ImageBatch {
  /** At most `batchSize` images. */
  readonly pixels: Uint8Array;
  readonly size: number;
  readonly batchSize: number;
  readonly mirrored: boolean;
}

interface OpenedParts {
  readonly numClasses: number;
  /** Shape [n, numClasses]. */
  readonly judge: (batch: ImageBatch) => Promise<Float64Array>;
  readonly dispose: () => void;
}

type PartsWith<Role extends string> = Extract<ModelDescription["parts"], Record<Role, unknown>>;

async function openNet({ net }: PartsWith<"net">, read: ReadModelFile): Promise<OpenedParts> {
  const model = await loadNet(net, read);
  const numClasses = Number(model.outputs[0]?.shape[1]);
  return {
    numClasses,
    judge: async (batch) => Float64Array.from(await runNet(model, net.inputRange, batch)),
    dispose: () => disposeModel(model),
  };
}

async function openClassifier(
  { features, classifier: part }: PartsWith<"classifier">,
  read: ReadModelFile,
): Promise<OpenedParts> {
  const [json, numbers] = [await read(part.model), await read(part.numbers)];
  const classifier = unpackClassifier({ json: util.decodeString(json), numbers });
  const { numClasses } = classifier;
  if (features.format === "area-average-1") {
    const { size } = features;
    requireColumns(classifier, size * size * 3);
    const judge = (batch: ImageBatch) =>
      Promise.resolve(classifier.predict(pixelVectors(batch, size)));
    return { numClasses, judge, dispose: () => undefined };
  }
  const net = await loadNet(features, read);
  try {
    const model = featureModel(net, features);
    requireColumns(classifier, model.columns);
    return {
      numClasses,
      async judge(batch) {
        const all = await runNet(model.net, features.inputRange, batch);
        return classifier.predict(model.select(all));
      },
      dispose: () => disposeModel(net),
    };
  } catch (error) {
    disposeModel(net);
    throw error;
  }
}

/** The net that makes the feature vectors, and which part of what it says they are. */
function featureModel(
  backbone: LayersModel,
  { set, blocks }: { set: "last-layer" | "every-block"; blocks: readonly string[] },
): { net: LayersModel; columns: number; select: (all: Float32Array) => FeatureMatrix } {
  const { features } = attachHead(backbone, 1);
  const pooled = set === "every-block" ? poolBlocks(features) : null;
  if (pooled && pooled.blocks.join("\n") !== blocks.join("\n")) {
    throw invalidModel("the net has other blocks than the classifier was fitted to");
  }
  const net = pooled?.model ?? features;
  const width = Number(net.outputs[0]!.shape[1]);
  const from = pooled?.coversLast ? pooled.numLast : 0;
  const columns = width - from;
  const select = (all: Float32Array): FeatureMatrix => {
    const rows = all.length / width;
    if (from === 0) return { data: all, rows, columns };
    const data = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      data.set(all.subarray(row * width + from, (row + 1) * width), row * columns);
    }
    return { data, rows, columns };
  };
  return { net, columns, select };
}

function requireColumns({ columns }: Classifier, found: number): void {
  if (columns === found) return;
  throw invalidModel(`an image gives ${found} numbers, and the classifier expects ${columns}`);
}

/** Each image as a vector of its pixels at another size. */
function pixelVectors({ pixels, size: side }: ImageBatch, size: number): FeatureMatrix {
  const [length, columns] = [side * side * 3, size * size * 3];
  const rows = pixels.length / length;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const image = pixels.subarray(row * length, (row + 1) * length);
    data.set(areaAverage(image, side, size), row * columns);
  }
  return { data, rows, columns };
}

function runNet(
  model: LayersModel,
  range: readonly [number, number],
  { pixels, size, batchSize, mirrored }: ImageBatch,
): Promise<Float32Array> {
  const positions = Int32Array.from({ length: pixels.length / (size * size * 3) }, (_, i) => i);
  return infer(model, { pixels, size, range }, { positions, batchSize, mirrored });
}

const Manifest = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.tuple([
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.literal("float32"),
        }),
      ),
    }),
  ]),
});

/** The net in two files of tfjs's LayersModel format. @throws {AppError} MODEL_INVALID. */
export async function loadNet(
  { topology, weights }: { topology: string; weights: string },
  read: ReadModelFile,
): Promise<LayersModel> {
  const [text, bytes] = [util.decodeString(await read(topology)), await read(weights)];
  try {
    const { modelTopology, weightsManifest } = Manifest.parse(JSON.parse(text));
    const { weights: weightSpecs } = weightsManifest[0];
    const size = weightSpecs.reduce(
      (sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
      0,
    );
    if (size !== bytes.byteLength)
      throw new Error(`${weights} has ${bytes.byteLength} bytes instead of ${size}`);
    const weightData = new Uint8Array(bytes).buffer;
    return await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (error) {
    const problem =
      error instanceof z.ZodError ? "it is no tfjs LayersModel" : (error as Error).message;
    throw invalidModel(`the net in ${topology} cannot be built: ${problem}`, error);
  }
}

function disposeModel(model: LayersModel): void {
  dispose(model.weights.map((weight) => weight.read()));
}
