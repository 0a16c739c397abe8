import { setImmediate, setTimeout } from "node:timers/promises";
import { Suspense } from "react";
import type { ComparedRun } from "../compared-run.ts";
import type { Pair } from "../judge-runs.ts";
import { measureCompared, measureWithIntervals } from "./measure-compared.ts";
import { MeasurementsTable } from "./measurements-table.tsx";
import { prepareMeasurements } from "./prepare-measurements.ts";

interface Props {
  readonly runs: readonly ComparedRun[];
  readonly baseline: ComparedRun;
  readonly pairs: readonly Pair[];
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
        With 95% intervals; in bold the best of each row. Below, the difference to the baseline,
        coloured where its interval leaves no doubt about the side.
      </p>
      <Suspense fallback={<Table {...props} measured={measureCompared(runs, baseline)} />}>
        <WithIntervals {...props} />
      </Suspense>
    </section>
  );
}

async function WithIntervals(props: Props) {
  const { runs, baseline, pairs } = props;
  await setTimeout(HEAD_START);
  const measured = await measureWithIntervals(runs, baseline, {
    pairs,
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
