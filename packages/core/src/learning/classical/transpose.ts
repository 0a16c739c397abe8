/** From shape [n, columns] to [columns, n]. */
export function transpose(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  const transposed = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) transposed[j * rows + i] = matrix[i * columns + j]!;
  }
  return transposed;
}
