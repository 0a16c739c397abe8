/** One thing to time; `pnpm bench:core` runs all that the files of this folder list. */
export interface BenchJob {
  readonly name: string;
  /** Seconds that it should stay below on two cores. */
  readonly target: number;
  /** What is timed; what it needs was made before. */
  readonly run: () => unknown;
}
