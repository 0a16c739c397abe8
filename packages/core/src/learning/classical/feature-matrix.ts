import { AppError } from "../../contract/errors.ts";
/** Numbers in rows: one row per image, shape [rows, columns], row-major. */
export interface FeatureMatrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** The same in double precision. */
export interface DoubleMatrix extends FeatureMatrix {
  readonly data: Float64Array;
}

/** The matrix in double precision; itself if it already is. */
export function toDoubles({ data, rows, columns }: FeatureMatrix): DoubleMatrix {
  return { data: data instanceof Float64Array ? data : Float64Array.from(data), rows, columns };
}

/**
 * Some rows of a matrix, copied, in the order given.
 *
 * @param positions Row numbers, shape [m].
 * @returns Shape [m, columns], of the same number type.
 */
export function takeRows(features: FeatureMatrix, positions: ArrayLike<number>): FeatureMatrix {
  const { data, columns } = features;
  const rows = positions.length;
  const size = rows * columns;
  const taken = data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let i = 0; i < rows; i++) {
    const from = positions[i]! * columns;
    taken.set(data.subarray(from, from + columns), i * columns);
  }
  return { data: taken, rows, columns };
}

/**
 * @throws {AppError} SHAPE_MISMATCH if the numbers do not fill the shape, OUT_OF_RANGE if one of them
 *   is infinite or no number.
 */
export function checkMatrix({ data, rows, columns }: FeatureMatrix): void {
  if (data.length !== rows * columns) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `A feature matrix of shape [${rows}, ${columns}] holds ${data.length} numbers.`,
      hint: `Give ${rows * columns} numbers, row after row.`,
    });
  }
  let faulty = 0; // a loop: a callback for each of a hundred million numbers takes a second
  while (faulty < data.length && Number.isFinite(data[faulty])) faulty += 1;
  if (faulty === data.length) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `Feature ${faulty % columns} of row ${Math.floor(faulty / columns)} is ${data[faulty]}.`,
    hint: "Features must be finite numbers; look at what computed this one.",
  });
}

/**
 * @throws {AppError} SHAPE_MISMATCH if the matrix has another number of columns.
 */
export function checkColumns({ columns }: FeatureMatrix, expected: number): void {
  if (columns === expected) return;
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: `Feature vectors of length ${columns}, where length ${expected} is expected.`,
    hint: "Describe every image in the same way, to fit and to predict.",
  });
}

/**
 * What every classifier checks before it predicts.
 *
 * @throws {AppError} SHAPE_MISMATCH or OUT_OF_RANGE, as `checkColumns` and `checkMatrix`.
 */
export function checkFeatures(features: FeatureMatrix, columns: number): void {
  checkColumns(features, columns);
  checkMatrix(features);
}
