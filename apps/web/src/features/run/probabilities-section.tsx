import { percent } from "@graft/ui/format";
import { methodLook, seriesLook } from "@graft/ui/series-looks";
import { XyPlot } from "@graft/ui/xy-plot";
import Form from "next/form";
import {
  confidenceDiagram,
  precisionRecallDiagram,
  probabilityDiagram,
  rejectionDiagram,
  reliabilityDiagram,
  rocDiagram,
} from "../diagrams/diagrams.ts";
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
  const whole = { key: "run", name: method, look: methodLook(method) };
  const perClass = <Curve,>(
    curves: readonly (Curve | null)[],
    valueOf: (label: number) => string,
  ) =>
    drawn.flatMap((label, place) => {
      const curve = curves[label] ?? null;
      if (curve === null) return [];
      const name = classNames[label] ?? `class ${label}`;
      return { key: String(label), name, look: seriesLook(place), curve, value: valueOf(label) };
    });
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
        <XyPlot
          plot={rocDiagram(
            perClass(measured.rocCurve, (label) => share("AUC", measured.areaUnderROCCurve[label])),
          )}
        />
        <XyPlot
          plot={precisionRecallDiagram(
            perClass(measured.precisionRecallCurve, (label) =>
              share("AP", measured.averagePrecision[label]),
            ),
          )}
        />
        <XyPlot
          plot={reliabilityDiagram([
            {
              ...whole,
              curve: measured.reliability,
              value: share("ECE", measured.expectedCalibrationError),
            },
          ])}
        />
        <XyPlot plot={confidenceDiagram([{ ...whole, curve: measured.reliability }])} />
        <XyPlot plot={rejectionDiagram([{ ...whole, curve: measured.accuracyRejectionPlot }])} />
        <XyPlot plot={probabilityDiagram([{ ...whole, curve: measured.probabilityHistogram }])} />
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

function share(name: string, value: number | null | undefined): string {
  return `${name} ${value === null || value === undefined ? "–" : percent(value)}`;
}
