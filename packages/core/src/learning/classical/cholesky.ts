/**
 * L with L Lᵀ = the matrix.
 *
 * @param matrix Symmetric and positive definite, shape [n, n]; its lower triangle is read. Not changed.
 * @returns Lower triangular, shape [n, n].
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let c = 0; c < j; c++) rest -= lower[i * n + c]! * lower[j * n + c]!;
      lower[i * n + j] = i === j ? Math.sqrt(rest) : rest / lower[j * n + j]!;
    }
  }
  return lower;
}

/** b becomes x with L Lᵀ x = b. */
export function solveCholesky(lower: Float64Array, b: Float64Array): void {
  solveLower(lower, b);
  solveLowerTransposed(lower, b);
}

/** b becomes x with L x = b. */
export function solveLower(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let j = 0; j < i; j++) rest -= lower[i * n + j]! * b[j]!;
    b[i] = rest / lower[i * n + i]!;
  }
}

/** b becomes x with Lᵀ x = b. */
export function solveLowerTransposed(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    b[i]! /= lower[i * n + i]!;
    for (let j = 0; j < i; j++) b[j]! -= lower[i * n + j]! * b[i]!;
  }
}
