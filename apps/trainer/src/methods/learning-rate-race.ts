/**
 * The race of learning rates, as numbers: which rates are tried, which of them are out of the race after a round,
 * and which one is taken in the end. `choose-learning-rate.ts` trains the nets.
 */

/** Half decades on each side of the centre. */
const STEPS = [-2, -1, 0, 1, 2];
/** A rate is out once its error rate is this many standard errors above the best one's. */
const CLEARLY_WORSE = 2;
/** Rates within this many standard errors of the best share the lead. */
const SHARES_LEAD = 1;

/** In decades. Rates whose distances differ by less are equally far: 3 is not quite half a decade from 1. */
const HALF_A_STEP = 0.25;

/** One rate of the race. */
export interface Racer {
  readonly rate: number;
  /** 1 for each held-out image that was misclassified, else 0; all that are still in have the same images. */
  readonly errors: number[];
  /** Sum of the held-out images' negative log-likelihoods, in nats. */
  logLoss: number;
  /** Its training loss became infinite, or ended above where it had been. Such a rate is never taken. */
  diverged: boolean;
}

/** How a race ended. */
export interface RaceResult {
  readonly winner: Racer;
  /** The other rates that the held-out images cannot tell from the winner. */
  readonly tied: readonly Racer[];
}

/**
 * Five rates around a centre, half a decade apart, each one significant digit: 1e-4, 3e-4, 1e-3, 3e-3, 1e-2
 * around 1e-3.
 *
 * @param centre Moved to the nearest half decade.
 */
export function ratesAround(centre: number): number[] {
  const at = Math.round(2 * Math.log10(centre));
  return STEPS.map((step) => {
    const halves = at + step;
    const digit = halves % 2 === 0 ? 1 : 3;
    return Number(`${digit}e${Math.floor(halves / 2)}`);
  });
}

/** A rate before its first training. */
export function racer(rate: number): Racer {
  return { rate, errors: [], logLoss: 0, diverged: false };
}

/**
 * Part of the held-out images that were misclassified; infinite for a rate that diverged or was never tried.
 * Log-loss would decide by a few overconfident mistakes, and where a task is hard it prefers a net that has
 * learnt nothing and says so.
 */
export function errorRate({ errors, diverged }: Racer): number {
  if (diverged || errors.length === 0) return Number.POSITIVE_INFINITY;
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/**
 * The racers that stay in after a round: the best one, and those whose error rate on the same images
 * is not clearly higher. A rate that diverged is out.
 */
export function stillIn(racers: readonly Racer[]): Racer[] {
  const best = leader(racers);
  return racers.filter((one) => one === best || lag(one, best) < CLEARLY_WORSE);
}

/**
 * Takes, of the rates that share the lead, the one nearest to the centre (the larger of two): where a few images
 * cannot tell rates apart, what is known of such nets decides.
 *
 * @param racers Those that are still in, tried on the same images.
 * @param centre The rate that is expected to do well.
 */
export function takeRate(racers: readonly Racer[], centre: number): RaceResult {
  const best = leader(racers);
  const lead = racers.filter((one) => one === best || lag(one, best) < SHARES_LEAD);
  const distance = ({ rate }: Racer) => Math.abs(Math.log10(rate / centre));
  const nearest = Math.min(...lead.map(distance));
  const winner = lead
    .filter((one) => distance(one) < nearest + HALF_A_STEP)
    .reduce((largest, one) => (one.rate > largest.rate ? one : largest));
  const tied = racers.filter((one) => one !== winner && Number.isFinite(errorRate(one)));
  return { winner, tied };
}

/** The lowest error rate; where no rate can be used, the smallest rate. */
function leader(racers: readonly Racer[]): Racer {
  return racers.reduce((best, one) => {
    const difference = errorRate(one) - errorRate(best);
    if (Number.isNaN(difference)) return one.rate < best.rate ? one : best;
    return difference < 0 ? one : best;
  });
}

/** How far a racer is behind, in standard errors of the mean paired difference. */
function lag(one: Racer, best: Racer): number {
  if (!Number.isFinite(errorRate(one))) return Number.POSITIVE_INFINITY;
  const differences = one.errors.map((error, image) => error - best.errors[image]!);
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, n - 1) / n);
  return error > 0 ? mean / error : mean > 0 ? Number.POSITIVE_INFINITY : 0;
}
