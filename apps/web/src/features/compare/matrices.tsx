"use client";
import { percent, plural } from "@graft/core/analysis/format";
import {
  type CellRef,
  ConfusionGrid,
  DifferenceGrid,
  HeatLegend,
} from "@graft/ui/charts/matrix-grid";
import { MethodMark } from "@graft/ui/marks";
import { useId } from "react";
import { PageLink, replaceParams, useAddressParams } from "../shell/links.tsx";
import {
  countCells,
  countMoves,
  imagesBehind,
  type MatrixView,
  matrixViewText,
  type PairPlaces,
  parseMatrixView,
  parsePair,
} from "./cells.ts";
import type { ShownRun } from "./compared-run.ts";
import { ImageList } from "./disagreement.tsx";
import type { AlignedImages } from "./images.ts";

/** A run with its classes, as positions in the list of all. */
interface MatrixRun extends ShownRun {
  readonly accuracy: number;
  readonly classes: readonly number[];
}

interface Props {
  readonly aligned: AlignedImages;
  readonly runs: readonly MatrixRun[];
  /** Id of the run that others are compared with. */
  readonly baseline: number;
}

/** The confusion matrices side by side on one scale, the difference of two, and the images behind a cell. */
export function MatricesSection({ aligned, runs, baseline }: Props) {
  const { classNames, images } = aligned;
  const params = useAddressParams();
  const ids = runs.map(({ id }) => id);
  const view = parseMatrixView(params.get("cell"), { ids, numClasses: classNames.length });
  const pair = parsePair(params.get("pair"), { ids, baseline });
  const groups = view === null ? [] : imagesBehind(view, { images, classNames, runs, pair });
  return (
    <section aria-labelledby="matrices" className="panel p-4">
      <h2 className="section-title" id="matrices">
        Confusion matrices
      </h2>
      <div className="mt-1 mb-4">
        <HeatLegend />
      </div>
      <div className={`grid gap-x-8 gap-y-6 ${gridColumns(classNames.length)}`}>
        {runs.map((run, index) => (
          <Matrix
            classNames={run.classes.map((label) => classNames[label] ?? "")}
            counts={countCells(images, index, run.classes)}
            key={run.id}
            run={run}
            view={view}
          />
        ))}
      </div>
      <DifferencePanel
        aligned={aligned}
        onPair={({ a, b }) => replaceParams({ pair: `${ids[a]},${ids[b]}` })}
        onSelect={(cell) => choose(cell && { kind: "difference", ...cell })}
        pair={pair}
        runs={runs}
        selected={view?.kind === "difference" ? view : null}
      />
      <div aria-live="polite" className="mt-6 border-line border-t pt-4" id="cell-images">
        {view === null ? (
          <p className="text-muted text-sm">Select a cell to see its images here.</p>
        ) : (
          groups.map(({ title, images: chosen }) => (
            <div className="mb-6 last:mb-0" key={`${matrixViewText(view)} ${title}`}>
              <h3 className="mb-3 text-sm">
                <span className="font-medium">{title}</span>
                <span className="text-muted">: {plural(chosen.length, "image")}</span>
              </h3>
              <ImageList classNames={classNames} label={title} images={chosen} runs={runs} />
            </div>
          ))
        )}
      </div>
    </section>
  );
}

/** As many matrices beside each other as have room for all their columns. */
function gridColumns(numClasses: number): string {
  if (numClasses <= 3) return "grid-cols-[repeat(auto-fit,minmax(min(100%,16rem),1fr))]";
  if (numClasses <= 5) return "grid-cols-[repeat(auto-fit,minmax(min(100%,24rem),1fr))]";
  return "grid-cols-1 2xl:grid-cols-2";
}

/** Writes the selection to the address, where `MatricesSection` reads it. */
function choose(view: MatrixView | null): void {
  replaceParams({ cell: view && matrixViewText(view) });
}

function Matrix({
  run: { id, name, method, accuracy, classes },
  counts,
  classNames,
  view,
}: {
  run: MatrixRun;
  counts: readonly (readonly number[])[];
  classNames: readonly string[];
  view: MatrixView | null;
}) {
  const numWrong = counts
    .flatMap((row, truth) => row.filter((_, said) => said !== truth))
    .reduce((sum, count) => sum + count, 0);
  const allWrong = view?.kind === "errors" && view.run === id;
  // Cells are counted in the run's own classes, chosen in all.
  const toAll = ({ truth, predicted }: CellRef) => ({
    truth: classes[truth] ?? 0,
    predicted: classes[predicted] ?? 0,
  });
  return (
    <div className={`min-w-0 ${classNames.length <= 5 ? "max-w-md" : ""}`}>
      <h3 className="mb-2 flex items-center gap-2 text-sm">
        <MethodMark method={method} />
        <PageLink className="truncate font-medium hover:underline" href={`/runs/${id}`}>
          {name}
        </PageLink>
        <span className="ml-auto text-muted tabular-nums">{percent(accuracy)}</span>
      </h3>
      <ConfusionGrid
        caption={`Confusion matrix of ${name}`}
        classNames={classNames}
        counts={counts}
        onSelect={(cell) => choose(cell && { kind: "cell", run: id, ...toAll(cell) })}
        selected={
          view?.kind === "cell" && view.run === id
            ? { truth: classes.indexOf(view.truth), predicted: classes.indexOf(view.predicted) }
            : null
        }
      />
      <p className="mt-1 text-end text-xs">
        {numWrong === 0 ? (
          <span className="text-muted">none wrong</span>
        ) : (
          <button
            aria-pressed={allWrong}
            className="text-muted underline decoration-line-strong underline-offset-3 hover:text-ink aria-pressed:font-semibold aria-pressed:text-ink"
            onClick={() => choose(allWrong ? null : { kind: "errors", run: id })}
            type="button"
          >
            all {numWrong} wrong
            <span className="sr-only"> of {name}: show these images</span>
          </button>
        )}
      </p>
    </div>
  );
}

/** How the matrix of one run changes into that of another, and which two. */
function DifferencePanel({
  aligned: { classNames, images },
  runs,
  pair,
  selected,
  onPair,
  onSelect,
}: {
  aligned: AlignedImages;
  runs: readonly ShownRun[];
  pair: PairPlaces;
  selected: CellRef | null;
  onPair: (pair: PairPlaces) => void;
  onSelect: (cell: CellRef | null) => void;
}) {
  const [a, b] = [runs[pair.a]?.name ?? "", runs[pair.b]?.name ?? ""];
  const moves = countMoves(images, pair, classNames.length);
  const numMoved = moves.flat().reduce((sum, { entered }) => sum + entered, 0);
  const numBoth = moves.flat().reduce((sum, { entered, stayed }) => sum + entered + stayed, 0);
  return (
    <div className="mt-6 border-line border-t pt-4">
      <h3 className="mb-2 font-medium text-sm" id="difference">
        Difference
      </h3>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(18rem,1fr)_2fr]">
        <div className="space-y-3 text-sm">
          <div className="flex flex-wrap items-end gap-3">
            <RunChoice
              label="From"
              onChoose={(index) => onPair({ a: index, b: index === pair.b ? pair.a : pair.b })}
              runs={runs}
              value={pair.a}
            />
            <RunChoice
              label="to"
              onChoose={(index) => onPair({ a: index === pair.a ? pair.b : pair.a, b: index })}
              runs={runs}
              value={pair.b}
            />
          </div>
          <p className="max-w-prose text-muted">
            {numMoved === 0
              ? sameText(a, b, numBoth)
              : `${b} disagrees with ${a} on ${numMoved} of ${numBoth} images. Blue cells change for the better, orange ones for the worse; select one to see the images that moved.`}
          </p>
        </div>
        <div className="min-w-0 max-w-xl">
          <DifferenceGrid
            caption={`Confusion matrix of ${b} minus that of ${a}`}
            classNames={classNames}
            moves={moves}
            onSelect={onSelect}
            selected={selected}
          />
        </div>
      </div>
    </div>
  );
}

function sameText(a: string, b: string, numBoth: number): string {
  return numBoth === 0
    ? `${a} and ${b} were not tested on the same images.`
    : `${a} and ${b} agree on every image.`;
}

function RunChoice({
  label,
  runs,
  value,
  onChoose,
}: {
  label: string;
  runs: readonly ShownRun[];
  value: number;
  onChoose: (index: number) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label className="block text-muted text-xs" htmlFor={id}>
        {label}
      </label>
      <select
        className="field max-w-full"
        id={id}
        onChange={(event) => onChoose(Number(event.target.value))}
        value={value}
      >
        {runs.map(({ id: run, name }, index) => (
          <option key={run} value={index}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
