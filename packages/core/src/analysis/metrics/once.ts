/** Computes something when it is asked for first, and gives that to whoever asks later. */
export function once<T extends object>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
