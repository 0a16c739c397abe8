import { restrictConfusion } from "@graft/core/analysis/metrics";
import {
  type CellRef,
  ConfusionGrid,
  ConfusionMap,
  HeatLegend,
} from "@graft/ui/charts/matrix-grid";
import type { RunMeasurements } from "./run-test.ts";
import {
  type GalleryView,
  type RunView,
  type ViewAddress,
  ViewChoices,
  ViewLink,
} from "./view.tsx";

/** The most confusions to list. */
const TOP = 8;

/** The confusion matrix, and the most frequent confusions in words. */
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
  const { classes, counts, supports } = matrixExcerpt(confusionMatrix);
  const nameOf = (label: number) => classNames[label] ?? `class ${label}`;
  const cell = view.show.kind === "cell" ? view.show : null;
  const isPicked = ({ truth, predicted }: CellRef) =>
    cell?.truth === truth && cell.predicted === predicted;
  // All images of the cell, also if the gallery showed a single class before.
  const cellAddress = (picked: CellRef) => {
    const { truth, predicted } = picked;
    const show: GalleryView = isPicked(picked)
      ? { kind: "errors" }
      : { kind: "cell", truth, predicted };
    const to = address({ show, of: null });
    // Where the images are not beside the matrix, the page goes to them.
    return classNames.length > BESIDE ? `${to}#images` : to;
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
            Select a cell to see its images.
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
          label="Cell content"
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
      <div className="mt-4 flex flex-wrap gap-x-8 gap-y-4">
        {classes.length < classNames.length ? (
          <div className="w-80 max-w-full">
            <h3 className="mb-2 font-medium text-sm">All {classNames.length} classes</h3>
            <ConfusionMap counts={confusionMatrix} />
          </div>
        ) : null}
        {topConfusions.length > 0 ? (
          <div className="min-w-0 max-w-xl grow basis-56">
            <h3 className="mb-1 font-medium text-sm">Most frequent confusions</h3>
            <ol className="text-sm tabular-nums">
              {topConfusions.slice(0, TOP).map((confusion) => (
                <li
                  className="flex items-baseline gap-3 py-0.5"
                  key={`${confusion.truth} ${confusion.predicted}`}
                >
                  <ViewLink
                    aria-current={isPicked(confusion) ? "true" : undefined}
                    className="link min-w-0 break-words"
                    href={cellAddress(confusion)}
                  >
                    {nameOf(confusion.truth)} predicted as {nameOf(confusion.predicted)}
                  </ViewLink>
                  <span className="ml-auto whitespace-nowrap text-muted">
                    {confusion.count} of {support[confusion.truth]}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        ) : null}
      </div>
    </section>
  );
}

/** Up to this many classes, the matrix is beside its images. */
export const BESIDE = 5;

export interface MatrixExcerpt {
  /** Class numbers, ascending. */
  readonly classes: readonly number[];
  /** Shape [classes.length, classes.length]. */
  readonly counts: readonly (readonly number[])[];
  /** Test images of each of these classes, in the whole matrix. */
  readonly supports: readonly number[];
}

/** Up to this many classes, a matrix is readable as a whole. */
const WHOLE = 20;
/** Of more classes, this many are shown. */
const PART = 12;

/** The whole matrix for few classes; for many, the classes with the most errors, as true or as predicted class. */
export function matrixExcerpt(counts: readonly (readonly number[])[]): MatrixExcerpt {
  const all = [...counts.keys()];
  const supports = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const errors = all.map((label) =>
    all.reduce(
      (sum, other) =>
        other === label ? sum : sum + (counts[label]?.[other] ?? 0) + (counts[other]?.[label] ?? 0),
      0,
    ),
  );
  const classes =
    all.length <= WHOLE
      ? all
      : all
          .toSorted((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0))
          .slice(0, PART)
          .sort((a, b) => a - b);
  return {
    classes,
    counts: restrictConfusion(counts, classes),
    supports: classes.map((label) => supports[label] ?? 0),
  };
}
