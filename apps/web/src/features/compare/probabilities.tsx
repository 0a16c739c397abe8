import { mean } from "@graft/core/analysis/aggregate";
import { percent } from "@graft/core/analysis/format";
import { measureRun } from "@graft/core/analysis/metrics";
import { reliabilityDiagram, rocDiagram } from "@graft/ui/charts/diagrams";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import { runLooks } from "@graft/ui/looks";
import { toPredictions } from "../shared/run-words.ts";
import { ParamLink } from "../shell/links.tsx";
import type { ComparedRun } from "./compared-run.ts";
import { Plots } from "./curves.tsx";

/** The quality of all runs' probabilities: ROC of one class, and reliability. */
export function ProbabilitiesSection({
  runs,
  asked,
}: {
  runs: readonly ComparedRun[];
  /** Name of the class that was chosen, if one was. */
  asked: string | null;
}) {
  const { classNames, chosen, roc, reliability } = compareDiagrams(runs, asked);
  return (
    <section aria-labelledby="probabilities" className="panel p-4">
      <h2 className="section-title" id="probabilities">
        Probabilities
      </h2>
      <p className="mt-1 mb-4 text-muted text-sm">
        ROC of the class{" "}
        {classNames.length === 2 || classNames.length === 1 ? (
          <span className="font-medium text-ink">{chosen}</span>
        ) : (
          classNames.map((name) => (
            <ParamLink
              className={name === chosen ? "mr-3 font-medium text-ink" : "link mr-3 hover:text-ink"}
              key={name}
              name="class"
              place="probabilities"
              value={name}
            >
              {name}
            </ParamLink>
          ))
        )}
      </p>
      <Plots plots={[roc, reliability]} />
    </section>
  );
}

const PROPERTIES = [
  "rocCurve",
  "areaUnderROCCurve",
  "reliability",
  "expectedCalibrationError",
] as const;

/** Diagrams of several runs' probabilities. */
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

/** The most classes to choose from. */
const MOST_CLASSES = 12;

interface ClassAreas {
  readonly classNames: readonly string[];
  /** Area under the ROC curve of each class, in their order; null where it is not defined. */
  readonly areas: readonly (number | null)[];
}

/** The classes that the runs tell apart worst, by the mean area under their ROC curves, the worst first. */
export function hardClasses(runs: readonly ClassAreas[]): string[] {
  const areas = new Map<string, number[]>();
  for (const { classNames, areas: own } of runs) {
    for (const [label, name] of classNames.entries()) {
      const area = own[label] ?? null;
      if (area !== null) areas.set(name, [...(areas.get(name) ?? []), area]);
    }
  }
  return [...areas]
    .map(([name, values]) => ({ name, area: mean(values) }))
    .sort((a, b) => a.area - b.area)
    .slice(0, MOST_CLASSES)
    .map(({ name }) => name);
}
