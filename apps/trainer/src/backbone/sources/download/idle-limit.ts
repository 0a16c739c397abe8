/**
 * A signal that is aborted with `signal`, or when `touch` was not called for `milliseconds`.
 *
 * Call `release` at the end, or the process stays alive for the timer.
 */
export function idleLimit(
  signal: AbortSignal,
  milliseconds: number,
): { readonly signal: AbortSignal; touch(): void; release(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    touch: () => void timer.refresh(),
    release: () => clearTimeout(timer),
  };
}
