import * as z from "zod";
import type { FeatureMatrix } from "../classical/index.ts";
import { crossProducts } from "../classical/linear-algebra.ts";
import { invalidModel } from "./invalid-model.ts";
import {
  MatrixRef,
  type NumberFile,
  packNumbers,
  parseNumbers,
  Ref,
  readFloats,
  readMatrix,
} from "./number-file.ts";

/**
 * What a model knows of its own doubt, from images that it had not seen when it judged them: which classes remain
 * possible at a chosen coverage, and how far from its training images a familiar image may be. Never from test images.
 */
export interface Calibration {
  /** Where these images come from: held out in turn from the training images, or the split's validation images. */
  readonly by: "cross-validation" | "validation";
  /** 1 - the probability of the true class of each image, ascending. */
  readonly scores: Float64Array;
  /** Null where the model has no features to compare. */
  readonly scope: Scope | null;
}

/** Distances in feature space. */
export interface Scope {
  /** Features of training images, each of length 1 (or 0). */
  readonly rows: FeatureMatrix;
  /** Of each calibration image to its nearest training images, ascending. */
  readonly distances: Float64Array;
}

/**
 * The lowest probability with which a class stays in the prediction set at a coverage: the set then holds the true
 * class of at least this part of new images, if they come from where the calibration images come from.
 *
 * @param scores Of `Calibration`.
 * @param coverage In (0, 1).
 * @returns 0 or less where there are too few images for that coverage: every class stays.
 * @see Sadinle, Lei & Wasserman 2019, doi:10.1080/01621459.2017.1395341; Vovk, Gammerman & Shafer 2005.
 */
export function leastProbability(scores: Float64Array, coverage: number): number {
  const rank = Math.ceil((scores.length + 1) * coverage);
  // Rounding must not leave the true class out that lies exactly on the border.
  return rank > scores.length ? 0 : 1 - scores[rank - 1]! - 1e-12;
}

/**
 * The classes that remain possible, the likeliest first. None remains where every class is less probable than
 * the true ones of the calibration images were: "none of these".
 *
 * @param probabilities Of one image, shape [numClasses].
 */
export function predictionSet(probabilities: Float64Array, least: number): number[] {
  return [...probabilities.keys()]
    .filter((k) => probabilities[k]! >= least)
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
}

/** Training images that an image is compared with. */
const NEAREST = 3;
/** Training rows that are kept; of more, every so many-th. */
const MOST_ROWS = 1000;

/**
 * The scope of features by leaving each training image out in turn, with the images of its unit.
 *
 * @param units Name of each row's unit: copies and groups.
 */
export function leaveOneOutScope(features: FeatureMatrix, units: readonly string[]): Scope | null {
  const kept = keptRows(features);
  const rows = unitLength(features, kept);
  const own = kept.map((row) => units[row]!);
  const products = crossProducts(rows, rows);
  const distances =
    rows.rows > 1 ? distancesTo(products, rows.rows, (i, j) => own[i] === own[j]) : [];
  const usable = distances.filter(Number.isFinite);
  return usable.length > 0 ? { rows, distances: Float64Array.from(usable).sort() } : null;
}

/** The scope of features by images that are no training images. */
export function heldOutScope(train: FeatureMatrix, held: FeatureMatrix): Scope {
  const rows = unitLength(train, keptRows(train));
  const all = unitLength(held, [...Array(held.rows).keys()]);
  return { rows, distances: distancesTo(crossProducts(all, rows), rows.rows).sort() };
}

/**
 * How usual images are, seen from the training images: the share of the calibration images that lie at least as far
 * away (conformal p-values, in (0, 1]). Flagging those below 0.05 flags 5 % of images like the training images, and more
 * of others.
 *
 * @returns Shape [features.rows].
 * @see Sun et al. 2022, arXiv:2204.06507, for the distance; Bates et al. 2023, doi:10.1214/22-AOS2244, for the values.
 */
export function usualness({ rows, distances }: Scope, features: FeatureMatrix): Float64Array {
  const asked = unitLength(features, [...Array(features.rows).keys()]);
  const found = distancesTo(crossProducts(asked, rows), rows.rows);
  return found.map((distance) => {
    const farther = distances.length - lowerBound(distances, distance - 1e-9);
    return (1 + farther) / (distances.length + 1);
  });
}

/** How many values are below `limit`. @param values Ascending. */
function lowerBound(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keptRows({ rows }: FeatureMatrix): number[] {
  const step = Math.max(1, rows / MOST_ROWS);
  return Array.from({ length: Math.min(rows, MOST_ROWS) }, (_, i) => Math.floor(i * step));
}

function unitLength({ data, columns }: FeatureMatrix, rows: readonly number[]): FeatureMatrix {
  const unit = new Float32Array(rows.length * columns);
  for (const [to, from] of rows.entries()) {
    let square = 0;
    for (let j = 0; j < columns; j++) square += data[from * columns + j]! ** 2;
    const length = Math.sqrt(square) || 1;
    for (let j = 0; j < columns; j++) unit[to * columns + j] = data[from * columns + j]! / length;
  }
  return { data: unit, rows: rows.length, columns };
}

/** 1 - the mean cosine of the angles to the nearest rows; infinite where no row may be compared. */
function distancesTo(
  cosines: Float64Array,
  count: number,
  isExcluded: (image: number, row: number) => boolean = () => false,
): Float64Array {
  return Float64Array.from({ length: cosines.length / count }, (_, image) => {
    const nearest: number[] = [];
    for (let row = 0; row < count; row++) {
      const cosine = cosines[image * count + row]!;
      if (isExcluded(image, row)) continue;
      if (nearest.length === NEAREST && cosine <= nearest.at(-1)!) continue;
      nearest.push(cosine);
      nearest.sort((a, b) => b - a);
      if (nearest.length > NEAREST) nearest.pop();
    }
    if (nearest.length === 0) return Number.POSITIVE_INFINITY;
    return 1 - nearest.reduce((sum, own) => sum + own, 0) / nearest.length;
  });
}

const Description = z.strictObject({
  format: z.literal("graft-calibration"),
  version: z.literal(1),
  by: z.enum(["cross-validation", "validation"]),
  scores: Ref,
  scope: z.strictObject({ rows: MatrixRef, distances: Ref }).nullable(),
});

/** Writes a calibration down. */
export function packCalibration(calibration: Calibration): NumberFile {
  return packNumbers({ format: "graft-calibration", version: 1, ...calibration });
}

/** Reads what `packCalibration` wrote. @throws {AppError} MODEL_INVALID. */
export function unpackCalibration({ json, numbers }: NumberFile): Calibration {
  const { by, scores, scope } = parseNumbers(Description, json, "calibration");
  const ascending = (ref: Ref): Float64Array => {
    const values = readFloats(numbers, ref, ref.length);
    if (values.some((value, i) => i > 0 && value < values[i - 1]!)) {
      throw invalidModel("the values of its calibration are not in order");
    }
    return values;
  };
  return {
    by,
    scores: ascending(scores),
    scope: scope && {
      rows: readMatrix(numbers, scope.rows),
      distances: ascending(scope.distances),
    },
  };
}
