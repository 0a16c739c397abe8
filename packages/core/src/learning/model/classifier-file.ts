import * as z from "zod";
import { CLASSIFIER_KINDS } from "../../contract/method-config.ts";
import { type Classifier, classifierOf, type FittedModel, type Tree } from "../classical/index.ts";
import { invalidModel } from "./invalid-model.ts";
import {
  MatrixRef,
  type NumberFile,
  packNumbers,
  parseNumbers,
  Ref,
  readFloats,
  readInts,
  readMatrix,
} from "./number-file.ts";

const TreeRef = z.strictObject({
  column: Ref,
  threshold: Ref,
  low: Ref,
  values: Ref,
  outputs: z.int().positive(),
});

const numClasses = z.int().min(2);
const linear = { weights: Ref, bias: Ref };

/** As `FittedModel`, with references for arrays. */
const ModelRef = z.discriminatedUnion("form", [
  z.strictObject({ form: z.literal("linear"), ...linear }),
  z.strictObject({ form: z.literal("one-vs-rest"), ...linear, slopes: Ref, offsets: Ref }),
  z.strictObject({
    form: z.literal("normals"),
    means: Ref,
    variances: Ref,
    offsets: Ref,
    temperature: z.number().positive(),
  }),
  z.strictObject({
    form: z.literal("neighbours"),
    rows: MatrixRef,
    labels: Ref,
    numClasses,
    k: z.int().positive(),
    distance: z.enum(["euclidean", "cosine"]),
  }),
  z.strictObject({ form: z.literal("forest"), trees: z.array(TreeRef).min(1), numClasses }),
  z.strictObject({ form: z.literal("boosted"), start: Ref, rounds: z.array(z.array(TreeRef)) }),
  z.strictObject({
    form: z.literal("present-classes"),
    present: Ref,
    numClasses,
    share: z.number().positive(),
    get inner() {
      return ModelRef.nullable();
    },
  }),
  z.strictObject({
    form: z.literal("standardized"),
    mean: Ref,
    scale: Ref,
    get inner() {
      return ModelRef;
    },
  }),
]);
type ModelRef = z.output<typeof ModelRef>;

const Description = z.strictObject({
  format: z.literal("graft-classifier"),
  version: z.literal(1),
  kind: z.enum(CLASSIFIER_KINDS),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  numClasses,
  columns: z.int().positive(),
  model: ModelRef,
});

/** Writes a fitted classifier down, each number as it is. */
export function packClassifier(
  classifier: Pick<Classifier, "kind" | "parameters" | "numClasses" | "columns" | "model">,
): NumberFile {
  const { kind, parameters, numClasses, columns, model } = classifier;
  const about = { format: "graft-classifier", version: 1, kind, parameters, numClasses, columns };
  return packNumbers({ ...about, model });
}

/**
 * Reads what `packClassifier` wrote. Everything is checked: files come from anywhere.
 *
 * @throws {AppError} MODEL_INVALID.
 */
export function unpackClassifier({ json, numbers }: NumberFile): Classifier {
  const { kind, parameters, numClasses, columns, model } = parseNumbers(
    Description,
    json,
    "classifier",
  );
  const shape = { numClasses, columns };
  return classifierOf(readModel(model, shape, numbers), { kind, parameters, ...shape });
}

interface ModelShape {
  readonly numClasses: number;
  readonly columns: number;
}

/** @throws {AppError} MODEL_INVALID if an array is not of the length that the shape asks for, or what it holds cannot be. */
function readModel(ref: ModelRef, shape: ModelShape, numbers: Uint8Array): FittedModel {
  const { numClasses, columns } = shape;
  const floats = (own: Ref, length: number) => readFloats(numbers, own, length);
  if ("numClasses" in ref && ref.numClasses !== numClasses) {
    throw invalidModel(`its classifier is of ${ref.numClasses} classes instead of ${numClasses}`);
  }
  switch (ref.form) {
    case "linear":
      return {
        ...ref,
        weights: floats(ref.weights, columns * numClasses),
        bias: floats(ref.bias, numClasses),
      };
    case "one-vs-rest":
      return {
        ...ref,
        weights: floats(ref.weights, columns * numClasses),
        bias: floats(ref.bias, numClasses),
        slopes: floats(ref.slopes, numClasses),
        offsets: floats(ref.offsets, numClasses),
      };
    case "normals": {
      const variances = floats(ref.variances, numClasses * columns);
      if (!variances.every((value) => value > 0)) throw invalidModel("a variance is not above 0");
      const means = floats(ref.means, numClasses * columns);
      return { ...ref, means, variances, offsets: floats(ref.offsets, numClasses) };
    }
    case "neighbours": {
      const { rows, k } = ref;
      if (rows.columns !== columns) throw invalidModel("its training rows have another length");
      if (k > rows.rows) throw invalidModel("it asks more neighbours than there are training rows");
      const labels = readInts(numbers, ref.labels, { length: rows.rows, below: numClasses });
      return { ...ref, labels, rows: readMatrix(numbers, rows) };
    }
    case "forest":
      return { ...ref, trees: ref.trees.map((own) => readTree(own, shape, numbers, numClasses)) };
    case "boosted": {
      const outputs = numClasses === 2 ? 1 : numClasses;
      const rounds = ref.rounds.map((round) => {
        if (round.length !== outputs) throw invalidModel("a round has not one tree per output");
        return round.map((own) => readTree(own, shape, numbers, 1));
      });
      return { ...ref, start: floats(ref.start, outputs), rounds };
    }
    case "present-classes": {
      const { length } = ref.present;
      const present = readInts(numbers, ref.present, { length, below: numClasses });
      if (new Set(present).size !== length || length === 0 || (ref.inner === null && length > 1)) {
        throw invalidModel("its list of classes is not one");
      }
      const inner = ref.inner && readModel(ref.inner, { columns, numClasses: length }, numbers);
      return { ...ref, present, inner };
    }
    case "standardized": {
      const scale = floats(ref.scale, columns);
      if (!scale.every((value) => value > 0)) throw invalidModel("a scale is not above 0");
      return {
        ...ref,
        mean: floats(ref.mean, columns),
        scale,
        inner: readModel(ref.inner, shape, numbers),
      };
    }
  }
}

/** A tree whose nodes only lead forwards, so that every way through it ends. */
function readTree(
  ref: z.output<typeof TreeRef>,
  { columns }: ModelShape,
  numbers: Uint8Array,
  outputs: number,
): Tree {
  const { length } = ref.column;
  const column = readInts(numbers, ref.column, { length, from: -1, below: columns });
  const low = readInts(numbers, ref.low, { length, from: -1, below: Math.max(1, length - 1) });
  const threshold = readFloats(numbers, ref.threshold, length);
  const values = readFloats(numbers, ref.values, length * outputs);
  if (length === 0 || ref.outputs !== outputs)
    throw invalidModel("a tree has no root or no leaves");
  for (let node = 0; node < length; node++) {
    if (column[node]! >= 0 && low[node]! <= node) throw invalidModel("a tree runs in circles");
  }
  return { column, low, threshold, values, outputs };
}
