import { runLooks } from "@graft/ui/series-looks";
import type { ComparedRun } from "../compared-run.ts";
import type { CurvesById } from "../read-courses.ts";
import { CurvesSection } from "./curves-section.tsx";

/** The curves of all runs that trained in epochs, when they are read; nothing where none did. */
export async function CurvesPart({
  runs,
  curves,
}: {
  runs: readonly ComparedRun[];
  /** Empty where they could not be read. */
  curves: Promise<CurvesById>;
}) {
  const read = await curves;
  const looks = runLooks(runs.map(({ run }) => run.method));
  const traces = runs.map(({ run, name }, i) => ({
    id: run.id,
    name,
    look: looks[i]!,
    curves: (read.get(run.id) ?? []).map(({ key, steps, values, band }) => ({
      key,
      steps,
      values: values.map(round),
      band: band && { low: band.low.map(round), high: band.high.map(round) },
    })),
  }));
  const trained = traces.filter((trace) => trace.curves.length > 0);
  if (trained.length === 0) return null;
  return (
    <CurvesSection
      traces={trained}
      withoutEpochs={traces.filter((trace) => !trained.includes(trace)).map(({ name }) => name)}
    />
  );
}

/** Five digits are more than a chart shows. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
