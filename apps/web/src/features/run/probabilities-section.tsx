import { measureRun, type Predictions } from "@graft/core/metrics";
import { percent } from "@graft/ui/format";
import { methodLook, seriesLook } from "@graft/ui/series-looks";
import { XyPlot } from "@graft/ui/xy-plot";
import {
  precisionRecallDiagram,
  probabilityDiagram,
  rejectionDiagram,
  reliabilityDiagram,
  rocDiagram,
} from "../diagrams/diagrams.ts";

const PROPERTIES = [
  "rocCurve",
  "areaUnderROCCurve",
  "precisionRecallCurve",
  "averagePrecision",
  "reliability",
  "expectedCalibrationError",
  "accuracyRejectionPlot",
  "probabilityHistogram",
] as const;

/** So many classes are drawn, those that are told apart worst. */
const MOST_CLASSES = 5;

/** What the run's probabilities are worth, as diagrams. */
export function ProbabilitiesSection({
  predictions,
  classNames,
  method,
}: {
  predictions: Predictions;
  classNames: readonly string[];
  method: string;
}) {
  const measured = measureRun(predictions, { properties: PROPERTIES });
  const areas = measured.areaUnderROCCurve;
  const worst = [...classNames.keys()]
    .sort((a, b) => (areas[a] ?? 2) - (areas[b] ?? 2))
    .slice(0, MOST_CLASSES);
  const whole = { key: "run", name: method, look: methodLook(method) };
  const perClass = <Curve,>(
    curves: readonly (Curve | null)[],
    valueOf: (label: number) => string,
  ) =>
    worst.flatMap((label) => {
      const curve = curves[label] ?? null;
      if (curve === null) return [];
      const name = classNames[label] ?? `class ${label}`;
      return {
        key: String(label),
        name,
        look: seriesLook(worst.indexOf(label)),
        curve,
        value: valueOf(label),
      };
    });
  return (
    <section aria-labelledby="probabilities" className="panel p-4">
      <h2 className="section-title mb-3" id="probabilities">
        Probabilities
      </h2>
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
        <XyPlot plot={rejectionDiagram([{ ...whole, curve: measured.accuracyRejectionPlot }])} />
        <XyPlot plot={probabilityDiagram([{ ...whole, curve: measured.probabilityHistogram }])} />
      </div>
    </section>
  );
}

function share(name: string, value: number | null | undefined): string {
  return `${name} ${value === null || value === undefined ? "–" : percent(value)}`;
}
