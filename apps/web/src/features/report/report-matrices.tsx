import { ConfusionGrid } from "@graft/ui/confusion-grid";
import { percent } from "@graft/ui/format";
import { HeatLegend } from "@graft/ui/heat-legend";
import { MethodMark } from "@graft/ui/method-mark";
import { type AlignedPictures, classPlaces } from "../compare/align-pictures.ts";
import type { ComparedRun } from "../compare/compared-run.ts";
import { countCells } from "../compare/matrices/count-cells.ts";

/** The confusion matrices side by side: one scale of colours, one order of classes. */
export function ReportMatrices({
  runs,
  aligned: { classNames, pictures },
}: {
  runs: readonly ComparedRun[];
  aligned: AlignedPictures;
}) {
  return (
    <section aria-labelledby="matrices" className="panel p-4">
      <h2 className="section-title" id="matrices">
        Confusion matrices
      </h2>
      <div className="mt-1 mb-4">
        <HeatLegend />
      </div>
      <div
        className={`grid grid-cols-1 gap-x-8 gap-y-6 ${classNames.length > 5 ? "" : "sm:grid-cols-2 xl:grid-cols-3"}`}
      >
        {runs.map((compared, index) => {
          const { run, name, estimate } = compared;
          const places = classPlaces(compared, classNames);
          return (
            <div className="min-w-0" key={run.id}>
              <h3 className="mb-2 flex items-center gap-2 text-sm">
                <MethodMark method={run.method} />
                <span className="truncate font-medium">{name}</span>
                <span className="ml-auto text-muted tabular-nums">{percent(estimate.value)}</span>
              </h3>
              <ConfusionGrid
                caption={`Confusion matrix of ${name}`}
                classNames={places.map((place) => classNames[place] ?? "")}
                counts={countCells(pictures, index, places)}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}
