import { dispose, io, type Tensor, tensor2d, tidy, util } from "@tensorflow/tfjs-core";
import {
  model as createModel,
  type LayersModel,
  type layers,
  loadLayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import * as z from "zod";
import type { Classifier, FeatureMatrix } from "../classical/index.ts";
import { attachHead, infer, poolBlocks } from "../tensor/index.ts";
import { areaAverage } from "./area-average.ts";
import { type Calibration, unpackCalibration, usualness } from "./calibration.ts";
import { unpackClassifier } from "./classifier-file.ts";
import { invalidModel } from "./invalid-model.ts";
import { type ModelDescription } from "./model-description.ts";

/** Gives the content of a file of a model folder. @throws {AppError} MODEL_INVALID if it is not there. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** Images per pass through a net. */
const BATCH_SIZE = 16;

export interface Prediction {
  /** Shape [n, numClasses]. */
  readonly probabilities: Float64Array;
  readonly usualness: Float64Array | null;
}

/** A model, ready to judge images on the current engine. */
export interface Predictor {
  readonly description: ModelDescription;
  /**
   * @param pixels RGB, shape [n, size, size, 3], as the description's `image` says.
   * @returns Class probabilities, shape [n, numClasses].
   */
  predict(pixels: Uint8Array): Promise<Float64Array>;
  /** What it says, and how usual the images are: shape [n], as `usualness`; null where it cannot be told. */
  judge(pixels: Uint8Array): Promise<Prediction>;
  /** What the model knows of its own doubt; null where nothing was held out to learn that from. */
  readonly calibration: Calibration | null;
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
  const calibration =
    description.calibration && (await readCalibration(description.calibration, read));
  const scope = calibration?.scope ?? null;
  const opened = "net" in parts ? await openNet(parts, read) : await openClassifier(parts, read);
  const numClasses = classNames.length;
  if (opened.numClasses !== numClasses || (scope && scope.rows.columns !== opened.numFeatures)) {
    opened.dispose();
    throw invalidModel(
      opened.numClasses === numClasses
        ? "its calibration is of other features"
        : `it names ${numClasses} classes and tells ${opened.numClasses} apart`,
    );
  }
  const length = image.size * image.size * 3;
  const judgeAll = async (pixels: Uint8Array, mirrored: boolean): Promise<Prediction> => {
    const count = pixels.length / length;
    const probabilities = new Float64Array(count * numClasses);
    const usual = scope && new Float64Array(count);
    for (let start = 0; start < count; start += batchSize) {
      const end = Math.min(count, start + batchSize);
      const batch = { pixels: pixels.subarray(start * length, end * length), size: image.size };
      const said = await opened.judge({ ...batch, batchSize, mirrored });
      probabilities.set(said.probabilities, start * numClasses);
      usual?.set(usualness(scope!, said.features), start);
    }
    return { probabilities, usualness: usual };
  };
  const judge = async (pixels: Uint8Array): Promise<Prediction> => {
    if (pixels.length % length !== 0) {
      throw invalidModel(`images must be of ${image.size} x ${image.size} pixels`);
    }
    const plain = await judgeAll(pixels, false);
    if (!mirrored) return plain;
    const other = await judgeAll(pixels, true);
    const mean = (p: number, at: number) => (p + other.probabilities[at]!) / 2;
    return { ...plain, probabilities: plain.probabilities.map(mean) };
  };
  return {
    description,
    calibration,
    judge,
    predict: async (pixels) => (await judge(pixels)).probabilities,
    dispose: opened.dispose,
  };
}

async function readCalibration(
  { model, numbers }: { model: string; numbers: string },
  read: ReadModelFile,
): Promise<Calibration> {
  return unpackCalibration({
    json: util.decodeString(await read(model)),
    numbers: await read(numbers),
  });
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
  /** Length of the vectors that images are compared by. */
  readonly numFeatures: number;
  readonly judge: (batch: ImageBatch) => Promise<Judged>;
  readonly dispose: () => void;
}

interface Judged {
  /** Shape [n, numClasses]. */
  readonly probabilities: Float64Array;
  /** Shape [n, numFeatures]. */
  readonly features: FeatureMatrix;
}

type PartsWith<Role extends string> = Extract<ModelDescription["parts"], Record<Role, unknown>>;

/** A net in two steps: what it makes of an image before its linear layer, and the probabilities. */
async function openNet({ net }: PartsWith<"net">, read: ReadModelFile): Promise<OpenedParts> {
  const whole = await loadNet(net, read);
  const [head, softmax] = headOf(whole);
  const features = createModel({ inputs: whole.inputs, outputs: head.input as SymbolicTensor });
  const [numFeatures, numClasses] = [features, whole].map(({ outputs }) =>
    Number(outputs[0]!.shape[1]),
  ) as [number, number];
  const judge = async (batch: ImageBatch): Promise<Judged> => {
    const data = await runNet(features, net.inputRange, batch);
    const rows = data.length / numFeatures;
    const output = tidy(
      () => softmax.apply(head.apply(tensor2d(data, [rows, numFeatures]))) as Tensor,
    );
    const probabilities = Float64Array.from(await output.data());
    output.dispose();
    return { probabilities, features: { data, rows, columns: numFeatures } };
  };
  return { numClasses, numFeatures, judge, dispose: () => disposeModel(whole) };
}

/** The two layers that `attachHead` puts on a backbone. @throws {AppError} MODEL_INVALID where they are not there. */
function headOf(model: LayersModel): [head: layers.Layer, softmax: layers.Layer] {
  const [head, softmax] = model.layers.slice(-2);
  if (head?.name === "graft_head" && softmax) return [head, softmax];
  disposeModel(model);
  throw invalidModel("its net does not end as Graft's nets do");
}

async function openClassifier(
  { features, classifier: part }: PartsWith<"classifier">,
  read: ReadModelFile,
): Promise<OpenedParts> {
  const classifier = await readClassifier(part, read);
  const { numClasses, columns } = classifier;
  if (features.format === "area-average-1") {
    const { size } = features;
    requireColumns(classifier, size * size * 3);
    const judge = (batch: ImageBatch): Promise<Judged> => {
      const rows = pixelVectors(batch, size);
      return Promise.resolve({ probabilities: classifier.predict(rows), features: rows });
    };
    return { numClasses, numFeatures: columns, judge, dispose: () => undefined };
  }
  const net = await loadNet(features, read);
  try {
    const made = featureNet(net, features);
    requireColumns(classifier, made.columns);
    const numFeatures = made.numLast;
    const judge = async (batch: ImageBatch): Promise<Judged> => {
      const all = await runNet(made.net, features.inputRange, batch);
      const width = made.from + made.columns;
      return {
        probabilities: classifier.predict(takeColumns(all, width, made)),
        features: takeColumns(all, width, { from: 0, columns: numFeatures }),
      };
    };
    return { numClasses, numFeatures, judge, dispose: () => disposeModel(net) };
  } catch (error) {
    disposeModel(net);
    throw error;
  }
}

/** A net that makes feature vectors: `columns` of the numbers that it says of an image, from the one at `from` on. */
export interface FeatureNet {
  /** Images [b, S, S, 3] to vectors [b, d]. */
  readonly net: LayersModel;
  readonly from: number;
  readonly columns: number;
  /** Length of the last layer's vector, which comes first. */
  readonly numLast: number;
}

/**
 * The net of a features part, with its blocks pooled where they are what counts.
 *
 * @param backbone As `loadNet` gives it; the result shares its weights.
 * @throws {AppError} MODEL_INVALID if its blocks are not those that the part names.
 */
export function featureNet(
  backbone: LayersModel,
  { set, blocks }: { set: "last-layer" | "every-block"; blocks: readonly string[] },
): FeatureNet {
  const { features } = attachHead(backbone, 1);
  const pooled = set === "every-block" ? poolBlocks(features) : null;
  if (pooled && pooled.blocks.join("\n") !== blocks.join("\n")) {
    throw invalidModel("the net has other blocks than the classifier was fitted to");
  }
  const net = pooled?.model ?? features;
  const from = pooled?.coversLast ? pooled.numLast : 0;
  const width = Number(net.outputs[0]!.shape[1]);
  return { net, from, columns: width - from, numLast: pooled?.numLast ?? width };
}

/** Some columns of rows of `width` numbers. */
function takeColumns(
  all: Float32Array,
  width: number,
  { from, columns }: { from: number; columns: number },
): FeatureMatrix {
  const rows = all.length / width;
  if (columns === width) return { data: all, rows, columns };
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * width + from;
    data.set(all.subarray(start, start + columns), row * columns);
  }
  return { data, rows, columns };
}

/** The classifier in two files. @throws {AppError} MODEL_INVALID. */
export async function readClassifier(
  { model, numbers }: { model: string; numbers: string },
  read: ReadModelFile,
): Promise<Classifier> {
  const json = util.decodeString(await read(model));
  return unpackClassifier({ json, numbers: await read(numbers) });
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
