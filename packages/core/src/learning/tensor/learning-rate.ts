/**
 * Part of the peak learning rate at a step: a linear rise over the warm-up, then half a cosine down to 0.
 *
 * @param step 0-based.
 * @returns A factor in (0, 1].
 * @see Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts.
 */
export function rateFactor(
  step: number,
  { totalSteps, warmupFraction }: { totalSteps: number; warmupFraction: number },
): number {
  const warmup = Math.round(totalSteps * warmupFraction);
  if (step < warmup) return (step + 1) / warmup;
  return 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / (totalSteps - warmup)));
}
