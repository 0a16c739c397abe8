import type { CurveInput } from "@graft/ui/prepare-curves";
import type { LiveEvent } from "./live-message.ts";

/** All that a page knows of what a run said: its words, its last epoch, and its curves. */
export interface RunLog {
  /** Oldest first; of the epochs only the last one. */
  readonly events: readonly LiveEvent[];
  readonly curves: readonly CurveInput[];
  /** Curves that were left out because there are so many: they are not begun in the middle. */
  readonly omitted: readonly string[];
}

/** The key of the seconds since the start, of each epoch: what curves can be drawn over. */
export const CLOCK = "seconds";

/** A curve that has grown to so many points is thinned to half of them. */
const MOST_POINTS = 2000;

/** What a page knows after it has heard more. */
export function addEvents(log: RunLog, incoming: readonly LiveEvent[]): RunLog {
  const last = incoming.findLast(({ event }) => event.type === "epoch.finished");
  const kept = last
    ? log.events.filter(({ event }) => event.type !== "epoch.finished")
    : log.events;
  const news = incoming.filter((one) => one === last || one.event.type !== "epoch.finished");
  return { ...log, events: [...kept, ...news], curves: growCurves(log, incoming) };
}

interface GrowingCurve {
  readonly key: string;
  readonly steps: number[];
  readonly values: number[];
  readonly band: { readonly low: number[]; readonly high: number[] } | null;
}

function growCurves({ curves, omitted }: RunLog, incoming: readonly LiveEvent[]) {
  const epochs = incoming.flatMap(({ event }) => (event.type === "epoch.finished" ? [event] : []));
  if (epochs.length === 0) return curves;
  const grown = new Map<string, GrowingCurve>(curves.map((curve) => [curve.key, copy(curve)]));
  for (const { epoch, metrics, seconds } of epochs) {
    for (const [key, value] of Object.entries({ ...metrics, [CLOCK]: seconds })) {
      if (omitted.includes(key)) continue;
      const curve = grown.get(key) ?? { key, steps: [], values: [], band: null };
      grown.set(key, curve);
      if (epoch <= (curve.steps.at(-1) ?? 0)) continue; // it is there already
      curve.steps.push(epoch);
      curve.values.push(value);
      curve.band?.low.push(value);
      curve.band?.high.push(value);
    }
  }
  return [...grown.values()].map((curve) =>
    curve.steps.length > MOST_POINTS ? halve(curve) : curve,
  );
}

function copy({ key, steps, values, band }: CurveInput): GrowingCurve {
  return {
    key,
    steps: [...steps],
    values: [...values],
    band: band && { low: [...band.low], high: [...band.high] },
  };
}

/** Joins each two neighbours; their range is kept as a band, so that no peak is lost. */
function halve({ key, steps, values, band }: GrowingCurve): CurveInput {
  return {
    key,
    steps: joinPairs(steps, (a) => a),
    values: joinPairs(values, (a, b) => (a + b) / 2),
    band: {
      low: joinPairs(band?.low ?? values, Math.min),
      high: joinPairs(band?.high ?? values, Math.max),
    },
  };
}

/** The last of an odd number is joined with itself. */
function joinPairs(numbers: readonly number[], join: (a: number, b: number) => number): number[] {
  return numbers.flatMap((a, i) => (i % 2 === 0 ? [join(a, numbers[i + 1] ?? a)] : []));
}
