"use client";

import { DifferenceGrid } from "@graft/ui/difference-grid";
import type { CellRef } from "@graft/ui/grid-table";
import { useId } from "react";
import type { AlignedImages } from "../align-images.ts";
import type { ShownRun } from "../shown-run.ts";
import { countMoves, type RunPair } from "./count-cells.ts";

/** How the matrix of one run changes into that of another, and which two. */
export function DifferencePanel({
  aligned: { classNames, images },
  runs,
  pair,
  selected,
  onPair,
  onSelect,
}: {
  aligned: AlignedImages;
  runs: readonly ShownRun[];
  pair: RunPair;
  selected: CellRef | null;
  onPair: (pair: RunPair) => void;
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
              : `${b} gives ${numMoved} of ${numBoth} images another class than ${a}. Blue cells change for the better, orange ones for the worse; choose one to see the images that moved.`}
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
    : `${a} and ${b} give every image the same class.`;
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
