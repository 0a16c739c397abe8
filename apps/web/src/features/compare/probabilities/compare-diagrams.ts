import { percent } from "@graft/core/analysis/format";
import { measureRun } from "@graft/core/analysis/metrics";
import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { runLooks } from "@graft/ui/series-looks";
import { reliabilityDiagram, rocDiagram } from "../../diagrams/diagrams.ts";
import { toPredictions } from "../../to-predictions.ts";
import type { ComparedRun } from "../compared-run.ts";
import { hardClasses } from "./hard-classes.ts";

const PROPERTIES = [
  "rocCurve",
  "areaUnderROCCurve",
  "reliability",
  "expectedCalibrationError",
] as const;

/** What the probabilities of several runs are worth, laid over each other. */
export interface CompareDiagrams {
  /** Classes that a ROC diagram can be of, the hardest first. */
  readonly classNames: readonly string[];
  /** The one that it is of; undefined where there is none. */
  readonly chosen: string | undefined;
  readonly roc: XyPlot;
  readonly reliability: XyPlot;
}

/** @param asked Name of the class that was chosen, if one was; else the hardest is drawn. */
export function compareDiagrams(
  runs: readonly ComparedRun[],
  asked: string | null,
): CompareDiagrams {
  const looks = runLooks(runs.map(({ run }) => run.method));
  const measured = runs.map(({ run, name, predictions }, i) => ({
    classNames: run.dataset.classNames,
    series: { key: String(run.id), name, look: looks[i]! },
    ...measureRun(toPredictions(run.dataset.classNames.length, predictions), {
      properties: PROPERTIES,
    }),
  }));
  const classNames = hardClasses(
    measured.map(({ classNames, areaUnderROCCurve }) => ({ classNames, areas: areaUnderROCCurve })),
  );
  const chosen = classNames.find((name) => name === asked) ?? classNames[0];
  const roc = measured.flatMap(({ classNames, series, rocCurve, areaUnderROCCurve }) => {
    const label = classNames.indexOf(chosen ?? "");
    const curve = rocCurve[label] ?? null;
    return curve ? [{ ...series, curve, value: share("AUC", areaUnderROCCurve[label]) }] : [];
  });
  const reliability = measured.map(({ series, reliability, expectedCalibrationError }) => ({
    ...series,
    curve: reliability,
    value: share("ECE", expectedCalibrationError),
  }));
  return {
    classNames,
    chosen,
    roc: rocDiagram(roc),
    reliability: reliabilityDiagram(reliability),
  };
}

function share(name: string, value: number | null | undefined): string {
  return `${name} ${value === null || value === undefined ? "–" : percent(value)}`;
}
