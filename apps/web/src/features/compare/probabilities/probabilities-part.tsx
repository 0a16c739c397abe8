import { measureRun } from "@graft/core/metrics";
import { percent } from "@graft/ui/format";
import { runLooks } from "@graft/ui/series-looks";
import { reliabilityDiagram, rocDiagram } from "../../diagrams/diagrams.ts";
import { PageLink } from "../../shell/page-link.tsx";
import { toPredictions } from "../../to-predictions.ts";
import type { ComparedRun } from "../compared-run.ts";
import { Plots } from "../plots.tsx";
import { hardClasses } from "./hard-classes.ts";

const PROPERTIES = [
  "rocCurve",
  "areaUnderROCCurve",
  "reliability",
  "expectedCalibrationError",
] as const;

/** What the probabilities of all runs are worth: ROC of one class, and reliability. */
export function ProbabilitiesPart({
  runs,
  asked,
  addressOf,
}: {
  runs: readonly ComparedRun[];
  /** Name of the class that was chosen, if one was. */
  asked: string | null;
  /** Of the page with another class chosen. */
  addressOf: (className: string) => string;
}) {
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
            <PageLink
              className={name === chosen ? "mr-3 font-medium text-ink" : "link mr-3 hover:text-ink"}
              href={`${addressOf(name)}#probabilities`}
              key={name}
            >
              {name}
            </PageLink>
          ))
        )}
      </p>
      <Plots plots={[rocDiagram(roc), reliabilityDiagram(reliability)]} />
    </section>
  );
}

function share(name: string, value: number | null | undefined): string {
  return `${name} ${value === null || value === undefined ? "–" : percent(value)}`;
}
