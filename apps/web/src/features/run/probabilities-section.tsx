import { XyPlot } from "@graft/ui/xy-plot";
import Form from "next/form";
import { runDiagrams } from "../diagrams/run-diagrams.ts";
import { drawnClasses } from "./drawn-classes.ts";
import { HiddenParams } from "./hidden-params.tsx";
import type { RunView } from "./run-view.ts";
import type { RunMeasurements } from "./tested-run.ts";

/** What the run's probabilities are worth, as diagrams. */
export function ProbabilitiesSection({
  measured,
  classNames,
  method,
  runId,
  view,
}: {
  measured: RunMeasurements;
  classNames: readonly string[];
  method: string;
  runId: number;
  view: RunView;
}) {
  const drawn = drawnClasses(measured.areaUnderROCCurve, view.curve);
  const diagrams = runDiagrams(measured, { classNames, drawn, method });
  return (
    <section aria-labelledby="probabilities" className="panel p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title scroll-mt-16" id="probabilities">
          Probabilities
        </h2>
        {drawn.length < classNames.length ? (
          <ClassForm classNames={classNames} runId={runId} view={view} />
        ) : null}
      </div>
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-3">
        {Object.entries(diagrams).map(([name, plot]) => (
          <XyPlot key={name} plot={plot} />
        ))}
      </div>
    </section>
  );
}

/** Which of many classes is drawn. */
function ClassForm({
  classNames,
  runId,
  view,
}: {
  classNames: readonly string[];
  runId: number;
  view: RunView;
}) {
  return (
    <Form action={`/runs/${runId}`} className="flex flex-wrap gap-2 text-sm" replace scroll={false}>
      <HiddenParams names={["curve"]} view={view} />
      <label className="inline-flex items-center gap-2">
        <span className="text-muted">ROC and precision of</span>
        <select
          className="field max-w-48"
          defaultValue={view.curve ?? ""}
          key={view.curve}
          name="curve"
        >
          <option value="">the hardest classes</option>
          {classNames.map((name, label) => (
            <option key={name} value={label}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button className="button" type="submit">
        Draw
      </button>
    </Form>
  );
}
