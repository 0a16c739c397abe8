import { percent } from "@graft/core/analysis/format";
import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { methodLook, seriesLook } from "@graft/ui/series-looks";
import type { RunMeasurements } from "../run/tested-run.ts";
import {
  confidenceDiagram,
  precisionRecallDiagram,
  probabilityDiagram,
  rejectionDiagram,
  reliabilityDiagram,
  rocDiagram,
} from "./diagrams.ts";

/** What the probabilities of a run are worth, as diagrams in their order on the page, by name. */
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
  const perClass = <Curve>(curves: readonly (Curve | null)[], valueOf: (label: number) => string) =>
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
