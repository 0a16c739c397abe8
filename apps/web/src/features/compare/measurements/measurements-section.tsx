import { setImmediate, setTimeout } from "node:timers/promises";
import type { Judgement } from "@graft/core/analysis/comparability";
import { Suspense } from "react";
import type { ComparedRun } from "../compared-run.ts";
import { measureCompared, measureWithIntervals } from "./measure-compared.ts";
import { MeasurementsTable } from "./measurements-table.tsx";
import { prepareMeasurements } from "./prepare-measurements.ts";

/** Below the table of measurements, here and in a report. */
export const NO_INTERVALS =
  "Log-loss, Brier score and calibration error have no interval: on small test sets none keeps its 95%.";

interface Props {
  readonly runs: readonly ComparedRun[];
  readonly baseline: ComparedRun;
  readonly judgement: Judgement<ComparedRun>;
}

/** Milliseconds in which the page with all that is quick leaves the server, and its styles and scripts after it. */
const HEAD_START = 500;

/** The single numbers of all runs, at once; their intervals follow when they are computed. */
export function MeasurementsSection(props: Props) {
  const { runs, baseline } = props;
  return (
    <section aria-labelledby="measurements" className="panel p-4">
      <h2 className="section-title" id="measurements">
        Measurements
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        With 95% intervals; in bold the best of each row. Below, the difference to the baseline. A
        difference in accuracy is coloured where the test of the pair finds it significant; of the
        other rows chance is not judged. {NO_INTERVALS}
      </p>
      <Suspense fallback={<Table {...props} measured={measureCompared(runs, baseline)} />}>
        <WithIntervals {...props} />
      </Suspense>
    </section>
  );
}

async function WithIntervals(props: Props) {
  const { runs, baseline, judgement } = props;
  await setTimeout(HEAD_START);
  const measured = await measureWithIntervals(runs, baseline, {
    judgement,
    rest: () => setImmediate(undefined),
  });
  return <Table {...props} measured={measured} />;
}

function Table({
  runs,
  baseline,
  measured,
}: Props & { measured: ReturnType<typeof measureCompared> }) {
  return (
    <MeasurementsTable
      rows={prepareMeasurements(measured, runs.indexOf(baseline))}
      runs={runs.map((compared) => ({
        id: compared.run.id,
        name: compared.name,
        method: compared.run.method,
        isBaseline: compared === baseline,
        linked: true,
      }))}
    />
  );
}
