import { percent } from "@graft/core/analysis/format";
import { ConfusionGrid } from "@graft/ui/confusion-grid";
import { DifferenceGrid } from "@graft/ui/difference-grid";
import { HeatLegend } from "@graft/ui/heat-legend";
import { MethodMark } from "@graft/ui/method-mark";
import { type AlignedImages, classPlaces } from "../compare/align-images.ts";
import type { ComparedRun } from "../compare/compared-run.ts";
import { countCells, countMoves } from "../compare/matrices/count-cells.ts";

/** The confusion matrices side by side: one scale of colours, one order of classes. */
export function ReportMatrices({
  runs,
  baseline,
  aligned: { classNames, images },
}: {
  /** Two or more, the most accurate first. */
  runs: readonly ComparedRun[];
  /** The one that the others are held against. */
  baseline: ComparedRun;
  aligned: AlignedImages;
}) {
  const others = runs.filter((run) => run !== baseline);
  const look = classNames.length > 5 ? "" : "sm:grid-cols-2 xl:grid-cols-3";
  return (
    <section aria-labelledby="matrices" className="panel p-4">
      <h2 className="section-title" id="matrices">
        Confusion matrices
      </h2>
      <div className="mt-1 mb-4">
        <HeatLegend />
      </div>
      <div className={`grid grid-cols-1 gap-x-8 gap-y-6 ${look}`}>
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
                counts={countCells(images, index, places)}
              />
            </div>
          );
        })}
      </div>
      <h3 className="mt-6 font-medium text-sm">Differences to {baseline.name}</h3>
      <p className="mt-1 mb-4 max-w-prose text-muted text-sm">
        On the images that both were tested on. Blue cells change for the better, orange ones for
        the worse.
      </p>
      <div className={`grid grid-cols-1 gap-x-8 gap-y-6 ${look}`}>
        {others.map((compared) => (
          <div className="min-w-0" key={compared.run.id}>
            <h4 className="mb-2 flex items-center gap-2 text-sm">
              <MethodMark method={compared.run.method} />
              <span className="truncate">{compared.name}</span>
            </h4>
            <DifferenceGrid
              caption={`Confusion matrix of ${compared.name} minus that of ${baseline.name}`}
              classNames={classNames}
              moves={countMoves(
                images,
                { a: runs.indexOf(baseline), b: runs.indexOf(compared) },
                classNames.length,
              )}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
