/**
 * A confusion matrix with its classes in another order, so that matrices of runs that number the same
 * classes differently can stand side by side.
 *
 * @returns The matrix as it is, with its own names, if the classes are not the same ones.
 */
export function inOrderOf(
  reference: readonly string[],
  matrix: { counts: readonly (readonly number[])[]; classNames: readonly string[] },
): { counts: readonly (readonly number[])[]; classNames: readonly string[] } {
  const { counts, classNames } = matrix;
  const from = reference.map((name) => classNames.indexOf(name));
  if (reference.length !== classNames.length || from.includes(-1)) return matrix;
  return {
    classNames: reference,
    counts: from.map((row) => from.map((column) => counts[row]?.[column] ?? 0)),
  };
}
