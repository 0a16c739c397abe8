import { type CellRef, ConfusionGrid } from "@graft/ui/confusion-grid";
import { HeatLegend } from "@graft/ui/heat-legend";
import { matrixPart } from "./matrix-part.ts";
import type { RunView, ViewAddress } from "./run-view.ts";
import type { RunMeasurements } from "./tested-run.ts";
import { ViewChoices, ViewLink } from "./view-link.tsx";

/** So many confusions are named. */
const TOP = 6;

/** What was taken for what: the confusion matrix, and in words the confusions that are most frequent. */
export function MatrixSection({
  measured: { confusionMatrix, topConfusions, support },
  classNames,
  view,
  address,
}: {
  measured: Pick<RunMeasurements, "confusionMatrix" | "topConfusions" | "support">;
  classNames: readonly string[];
  view: RunView;
  address: ViewAddress;
}) {
  const { classes, counts, supports } = matrixPart(confusionMatrix);
  const nameOf = (label: number) => classNames[label] ?? `class ${label}`;
  const cell = view.show.kind === "cell" ? view.show : null;
  const isPicked = ({ truth, predicted }: CellRef) =>
    cell?.truth === truth && cell.predicted === predicted;
  // The pictures of a cell: all of them, whatever class was looked at before.
  const cellAddress = (picked: CellRef) => {
    const show = isPicked(picked)
      ? ({ kind: "errors" } as const)
      : ({ kind: "cell", ...picked } as const);
    const to = address({ show, of: null });
    // Where the pictures are not beside the matrix, the page goes to them.
    return classNames.length > BESIDE ? `${to}#pictures` : to;
  };
  const inWhole = ({ truth, predicted }: CellRef) => ({
    truth: classes[truth] ?? 0,
    predicted: classes[predicted] ?? 0,
  });
  return (
    <section aria-labelledby="confusion" className="panel min-w-0 p-4">
      <div className="mb-3 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div>
          <h2 className="section-title scroll-mt-16" id="confusion">
            Confusion matrix
          </h2>
          <p className="text-muted text-sm">
            {classes.length < classNames.length
              ? `The ${classes.length} of ${classNames.length} classes with the most errors. `
              : null}
            Choose a cell to see its pictures.
          </p>
        </div>
        <ViewChoices
          choices={[
            {
              label: "Counts",
              active: view.cells === "count",
              href: address({ cells: "count", page: view.page }),
            },
            {
              label: "Row percent",
              active: view.cells === "percent",
              href: address({ cells: "percent", page: view.page }),
            },
          ]}
          label="What stands in a cell"
        />
      </div>
      <ConfusionGrid
        addressOf={(at) => cellAddress(inWhole(at))}
        anchor={ViewLink}
        caption="Test images by true class (rows) and predicted class (columns)"
        classNames={classes.map(nameOf)}
        content={view.cells}
        counts={counts}
        selected={
          cell && { truth: classes.indexOf(cell.truth), predicted: classes.indexOf(cell.predicted) }
        }
        supports={supports}
      />
      <div className="mt-3">
        <HeatLegend />
      </div>
      {topConfusions.length > 0 ? (
        <>
          <h3 className="mt-4 mb-1 font-medium text-sm">Most frequent confusions</h3>
          <ol className="max-w-xl text-sm tabular-nums">
            {topConfusions.slice(0, TOP).map(({ truth, predicted, count }) => (
              <li className="flex items-baseline gap-3 py-0.5" key={`${truth} ${predicted}`}>
                <ViewLink
                  aria-current={isPicked({ truth, predicted }) ? "true" : undefined}
                  className="link min-w-0 break-words"
                  href={cellAddress({ truth, predicted })}
                >
                  {nameOf(truth)} taken for {nameOf(predicted)}
                </ViewLink>
                <span className="ml-auto whitespace-nowrap text-muted">
                  {count} of {support[truth]}
                </span>
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </section>
  );
}

/** Up to so many classes the matrix stands beside its pictures. */
export const BESIDE = 5;
