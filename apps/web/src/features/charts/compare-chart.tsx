import { confusionMatrix } from "@graft/core/metrics";
import { LIGHT_PALETTE } from "@graft/ui/chart-palette";
import { ForestDrawing } from "@graft/ui/forest-drawing";
import { GridDrawing } from "@graft/ui/grid-drawing";
import { prepareForest } from "@graft/ui/prepare-forest";
import type { ReactElement } from "react";
import { commonestClassShare } from "../compare/baseline.ts";
import { inOrderOf } from "../compare/class-order.ts";
import type { ComparedRun } from "../compare/compared-run.ts";
import { drawnMatrix } from "./matrix-drawing.ts";

/** A chart of a comparison to stand alone; null where there is none of this name. */
export function drawCompareChart(runs: readonly ComparedRun[], name: string): ReactElement | null {
  if (name === "accuracy") {
    const rows = runs.map(({ run: { id, method }, name, estimate, predictions }) => {
      return { id, name, method, estimate, total: predictions.length };
    });
    const forest = prepareForest(rows, commonestClassShare(runs));
    return <ForestDrawing forest={forest} palette={LIGHT_PALETTE} />;
  }
  if (name === "confusion") {
    return (
      <GridDrawing grids={matricesOf(runs)} palette={LIGHT_PALETTE} title="Confusion matrices" />
    );
  }
  return null;
}

function matricesOf(runs: readonly ComparedRun[]) {
  const reference = runs[0]?.run.dataset.classNames ?? [];
  return runs.map(({ name, run, predictions }) => {
    const { classNames } = run.dataset;
    const { counts } = confusionMatrix(
      predictions.map(({ trueLabel }) => trueLabel),
      predictions.map(({ predicted }) => predicted),
      classNames.length,
    );
    return drawnMatrix(name, inOrderOf(reference, { counts, classNames }));
  });
}
