import { confusionMatrix } from "@graft/core/metrics";
import type { RunDetail } from "@graft/db";
import { type CellRef, ConfusionGrid } from "@graft/ui/confusion-grid";
import { percent } from "@graft/ui/format";
import { HeatLegend } from "@graft/ui/heat-legend";
import { MethodMark } from "@graft/ui/method-mark";
import { PageLink } from "../shell/page-link.tsx";
import { inOrderOf } from "./class-order.ts";
import type { ComparedRun } from "./compared-run.ts";

/** The confusion matrices side by side: one scale of colours, one order of classes. */
export function MatricesSection({ runs }: { runs: readonly ComparedRun[] }) {
  const reference = runs[0]?.run.dataset.classNames ?? [];
  const wide = reference.length > 5;
  return (
    <section aria-labelledby="matrices" className="panel p-4">
      <h2 className="section-title" id="matrices">
        Confusion matrices
      </h2>
      <div className="mt-1 mb-4">
        <HeatLegend />
      </div>
      <div
        className={`grid gap-x-8 gap-y-6 ${wide ? "grid-cols-1 2xl:grid-cols-2" : "grid-cols-1 sm:grid-cols-2 xl:grid-cols-4"}`}
      >
        {runs.map(({ run, name, estimate, predictions }) => {
          const { counts } = confusionMatrix(
            predictions.map((prediction) => prediction.trueLabel),
            predictions.map((prediction) => prediction.predicted),
            run.dataset.classNames.length,
          );
          const matrix = inOrderOf(reference, { counts, classNames: run.dataset.classNames });
          return (
            <div className="min-w-0" key={run.id}>
              <h3 className="mb-2 flex items-center gap-2 text-sm">
                <MethodMark method={run.method} />
                <PageLink className="truncate font-medium hover:underline" href={`/runs/${run.id}`}>
                  {name}
                </PageLink>
                <span className="ml-auto text-muted tabular-nums">{percent(estimate.value)}</span>
              </h3>
              <ConfusionGrid
                addressOf={(cell) =>
                  `/runs/${run.id}?show=${inOwnOrder(cell, matrix, run)}#pictures`
                }
                caption={`Confusion matrix of ${name}`}
                {...matrix}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** A cell of a reordered matrix as the run itself numbers it, for the address of its pictures. */
function inOwnOrder(
  cell: CellRef,
  { classNames }: { classNames: readonly string[] },
  run: RunDetail,
): string {
  const own = (label: number) => run.dataset.classNames.indexOf(classNames[label] ?? "");
  return `${own(cell.truth)}-${own(cell.predicted)}`;
}
