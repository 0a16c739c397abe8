/**
 * The race of learning rates, as numbers: which rates are tried, which of them are out of the race after a round,
 * and which one is taken in the end. `choose-learning-rate.ts` trains the nets.
 */

/** Half decades on each side of the centre. */
const STEPS = [-2, -1, 0, 1, 2];
/** A rate is out once its log-loss is this many standard errors above the best one's. */
const CLEARLY_WORSE = 2;
/** Of the rates that cannot be told apart, those within this many standard errors of the best share the lead. */
const SHARES_LEAD = 0.5;

/** One rate of the race. */
export interface Racer {
  readonly rate: number;
  /** Negative log-likelihood of each held-out image in nats, in the order of all racers that are still in. */
  readonly losses: number[];
  /** Held-out images that were classified correctly. */
  correct: number;
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
  return { rate, losses: [], correct: 0, diverged: false };
}

/** Mean held-out log-loss in nats; infinite for a rate that diverged or was never tried. */
export function meanLoss({ losses, diverged }: Racer): number {
  if (diverged || losses.length === 0) return Number.POSITIVE_INFINITY;
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/**
 * The racers that stay in after a round: the best one, and those whose log-loss on the same images is not
 * clearly higher. A rate that diverged is out.
 */
export function stillIn(racers: readonly Racer[]): Racer[] {
  const best = leader(racers);
  return racers.filter((one) => one === best || lag(one, best) < CLEARLY_WORSE);
}

/**
 * Takes the largest of the rates that share the lead: where a few images cannot tell rates apart, the larger one
 * gets further in the epochs that there are.
 *
 * @param racers Those that are still in, tried on the same images.
 */
export function takeRate(racers: readonly Racer[]): RaceResult {
  const best = leader(racers);
  const lead = racers.filter((one) => one === best || lag(one, best) < SHARES_LEAD);
  const winner = lead.reduce((largest, one) => (one.rate > largest.rate ? one : largest));
  const tied = racers.filter((one) => one !== winner && Number.isFinite(meanLoss(one)));
  return { winner, tied };
}

/** The lowest log-loss; where no rate can be used, the smallest rate. */
function leader(racers: readonly Racer[]): Racer {
  return racers.reduce((best, one) => {
    const difference = meanLoss(one) - meanLoss(best);
    if (Number.isNaN(difference)) return one.rate < best.rate ? one : best;
    return difference < 0 ? one : best;
  });
}

/** How far a racer is behind, in standard errors of the mean paired difference. */
function lag(one: Racer, best: Racer): number {
  if (!Number.isFinite(meanLoss(one))) return Number.POSITIVE_INFINITY;
  const differences = one.losses.map((loss, image) => loss - best.losses[image]!);
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, n - 1) / n);
  return error > 0 ? mean / error : mean > 0 ? Number.POSITIVE_INFINITY : 0;
}
