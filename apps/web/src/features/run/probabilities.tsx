import { percent } from "@graft/core/analysis/format";
import {
  confidenceDiagram,
  precisionRecallDiagram,
  probabilityDiagram,
  rejectionDiagram,
  reliabilityDiagram,
  rocDiagram,
} from "@graft/ui/charts/diagrams";
import { XyFigure } from "@graft/ui/charts/xy-figure";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import { methodLook, seriesLook } from "@graft/ui/looks";
import Form from "next/form";
import type { RunMeasurements } from "./run-test.ts";
import { HiddenParams, type RunView } from "./view.tsx";

/** The quality of the run's probabilities, as diagrams. */
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
          <XyFigure key={name} plot={plot} />
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

/** The diagrams of a run's probabilities by name, in their order on the page. */
export function runDiagrams(
  measured: RunMeasurements,
  {
    classNames,
    drawn,
    method,
  }: {
    classNames: readonly string[];
    /** Classes with a curve of their own. */
    drawn: readonly number[];
    method: string;
  },
) {
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
  return {
    roc: rocDiagram(
      perClass(measured.rocCurve, (label) => share("AUC", measured.areaUnderROCCurve[label])),
    ),
    "precision-recall": precisionRecallDiagram(
      perClass(measured.precisionRecallCurve, (label) =>
        share("AP", measured.averagePrecision[label]),
      ),
    ),
    reliability: reliabilityDiagram([
      {
        ...whole,
        curve: measured.reliability,
        value: share("ECE", measured.expectedCalibrationError),
      },
    ]),
    confidence: confidenceDiagram([{ ...whole, curve: measured.reliability }]),
    rejection: rejectionDiagram([{ ...whole, curve: measured.accuracyRejectionPlot }]),
    probabilities: probabilityDiagram([{ ...whole, curve: measured.probabilityHistogram }]),
  } satisfies Record<string, XyPlot>;
}

function share(name: string, value: number | null | undefined): string {
  return `${name} ${value === null || value === undefined ? "–" : percent(value)}`;
}

/** More curves cannot be told apart in one diagram. */
const MOST_CLASSES = 5;

/**
 * The classes whose curves are drawn: the chosen one; all of a few; of many those with the least area under
 * their ROC curve, the hardest to tell from the others.
 *
 * @param areas Per class; null where it is not defined.
 */
export function drawnClasses(areas: readonly (number | null)[], chosen: number | null): number[] {
  if (chosen !== null) return [chosen];
  const classes = [...areas.keys()];
  if (classes.length <= MOST_CLASSES) return classes;
  return classes.sort((a, b) => (areas[a] ?? 2) - (areas[b] ?? 2)).slice(0, MOST_CLASSES);
}
