/**
 * The search of learning rates, as numbers: which rates there are, which one is tried next, and which one is taken
 * in the end. `choose-learning-rate.ts` trains the nets.
 */

/** Half decades on each side of the centre. */
const STEPS = [-2, -1, 0, 1, 2];
/** A loss is clearly lower if it is lower by more than this part of the loss of guessing. */
const CLEARLY = 0.05;
/** In decades. Rates whose distances differ by less are equally far: 3 is not quite half a decade from 1. */
const HALF_A_STEP = 0.25;

/** A short training with one rate. */
export interface Trial {
  readonly rate: number;
  /** Mean training loss of its last epoch, in nats; infinite for a training that diverged, which is never taken. */
  readonly loss: number;
  /** Training accuracy of its last epoch, in [0, 1]. */
  readonly accuracy: number;
}

export interface RateRange {
  /** All that may be tried, ascending, each once. */
  readonly rates: readonly number[];
  /** One of them: the one that is expected to do well. */
  readonly centre: number;
  /** Of the task; they set how much loss guessing has. */
  readonly numClasses: number;
}

/** How a search ended. */
export interface Choice {
  readonly taken: Trial;
  /** The other rates that the losses cannot tell from it. */
  readonly tied: readonly Trial[];
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

/**
 * The rate to try next: the centre, its two neighbours, then outwards for as long as the outermost rate that was
 * tried is clearly better than all others.
 *
 * @returns Null where the search is over.
 */
export function nextRate(trials: readonly Trial[], range: RateRange): number | null {
  const { rates, centre } = range;
  const tried = (rate: number | undefined) => trials.some((trial) => trial.rate === rate);
  const at = rates.indexOf(centre);
  const first = [at, at + 1, at - 1].map((index) => rates[index]);
  const open = first.find((rate) => rate !== undefined && !tried(rate));
  if (open !== undefined) return open;
  const best = lowest(trials);
  const { tied } = takeRate(trials, range);
  const beyond = rates.indexOf(best.rate) + Math.sign(best.rate - centre);
  const next = rates[beyond];
  return next === undefined || tried(next) || tied.length > 0 ? null : next;
}

/**
 * Of the rates whose loss no other's is clearly below, the one nearest to the centre (the larger of two): where the
 * losses cannot tell rates apart, what is known of such nets decides. The smallest rate where all diverged.
 */
export function takeRate(trials: readonly Trial[], { centre, numClasses }: RateRange): Choice {
  const best = lowest(trials);
  const margin = CLEARLY * Math.log(numClasses);
  const lead = trials.filter((trial) => trial === best || trial.loss - best.loss <= margin);
  const distance = ({ rate }: Trial) => Math.abs(Math.log10(rate / centre));
  const nearest = Math.min(...lead.map(distance));
  const taken = lead
    .filter((trial) => distance(trial) < nearest + HALF_A_STEP)
    .reduce((largest, trial) => (trial.rate > largest.rate ? trial : largest));
  return { taken, tied: lead.filter((trial) => trial !== taken) };
}

/** The lowest loss; where every training diverged, the smallest rate. */
function lowest(trials: readonly Trial[]): Trial {
  return trials.reduce((best, trial) => {
    if (trial.loss === best.loss) return trial.rate < best.rate ? trial : best;
    return trial.loss < best.loss ? trial : best;
  });
}
