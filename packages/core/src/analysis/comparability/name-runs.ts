/** The method of each run; with its number where another run has the same method. */
export function nameRuns(
  runs: readonly { readonly id: number; readonly method: string }[],
): string[] {
  return runs.map(({ id, method }) =>
    runs.filter((other) => other.method === method).length === 1 ? method : `${method} (run ${id})`,
  );
}
