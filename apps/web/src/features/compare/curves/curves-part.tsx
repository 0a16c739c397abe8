import type { ComparedRun } from "../compared-run.ts";
import type { CurvesById } from "../read-courses.ts";
import { CurvesSection } from "./curves-section.tsx";
import { toTraces } from "./to-traces.ts";

/** The curves of all runs that trained in epochs, when they are read; nothing where none did. */
export async function CurvesPart({
  runs,
  curves,
}: {
  runs: readonly ComparedRun[];
  /** Empty where they could not be read. */
  curves: Promise<CurvesById>;
}) {
  const traces = toTraces(runs, await curves);
  const trained = traces.filter((trace) => trace.curves.length > 0);
  if (trained.length === 0) return null;
  return (
    <CurvesSection
      traces={trained}
      withoutEpochs={traces.filter((trace) => !trained.includes(trace)).map(({ name }) => name)}
    />
  );
}
