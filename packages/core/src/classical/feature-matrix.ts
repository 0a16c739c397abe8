import { AppError } from "../errors.ts";

/** Numbers in rows: one row per image, shape [rows, columns], row-major. */
export interface FeatureMatrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
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
  const taken =
    data instanceof Float32Array
      ? new Float32Array(rows * columns)
      : new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = positions[i]! * columns;
    taken.set(data.subarray(from, from + columns), i * columns);
  }
  return { data: taken, rows, columns };
}

/**
 * @throws {AppError} SHAPE_MISMATCH if the numbers do not fill the shape.
 */
export function checkMatrix({ data, rows, columns }: FeatureMatrix): void {
  if (data.length === rows * columns) return;
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: `A feature matrix of shape [${rows}, ${columns}] holds ${data.length} numbers.`,
    hint: `Give ${rows * columns} numbers, row after row.`,
  });
}
