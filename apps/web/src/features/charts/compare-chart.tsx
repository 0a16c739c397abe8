import type { ChartPalette } from "@graft/ui/chart-palette";
import { ForestDrawing } from "@graft/ui/forest-drawing";
import { type DrawnGrid, GridDrawing } from "@graft/ui/grid-drawing";
import { prepareForest } from "@graft/ui/prepare-forest";
import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { XyDrawing } from "@graft/ui/xy-drawing";
import type { ReactElement } from "react";
import { alignImages, classPlaces } from "../compare/align-images.ts";
import { commonestClassShare } from "../compare/baseline.ts";
import type { ComparedRun } from "../compare/compared-run.ts";
import { plainOverlays } from "../compare/curves/plain-overlays.ts";
import { toTraces } from "../compare/curves/to-traces.ts";
import { findBaseline } from "../compare/find-baseline.ts";
import { countCells, countMoves } from "../compare/matrices/count-cells.ts";
import { compareDiagrams } from "../compare/probabilities/compare-diagrams.ts";
import type { CurvesById } from "../compare/read-courses.ts";
import { drawnDifference, drawnMatrix } from "./matrix-drawing.ts";

/**
 * A chart of a comparison to stand alone; null where there is none of this name.
 *
 * @param asked Id of the run that was chosen as the baseline, if one was.
 */
export function drawCompareChart(
  { runs, curves }: { runs: readonly ComparedRun[]; curves: CurvesById },
  { name, asked, palette }: { name: string; asked: number | null; palette: ChartPalette },
): ReactElement | null {
  if (name === "accuracy") {
    const rows = runs.map(({ run: { id, method }, name, estimate, predictions }) => {
      return { id, name, method, estimate, total: predictions.length };
    });
    const forest = prepareForest(rows, commonestClassShare(runs));
    return <ForestDrawing forest={forest} palette={palette} />;
  }
  if (name === "confusion") {
    return <GridDrawing grids={matricesOf(runs)} palette={palette} title="Confusion matrices" />;
  }
  const baseline = findBaseline(runs, asked);
  if (name === "difference" && baseline) {
    return (
      <GridDrawing
        grids={differencesOf(runs, baseline)}
        palette={palette}
        title={`Confusion matrices minus that of ${baseline.name}`}
      />
    );
  }
  const plot = plotOf(name, { runs, curves });
  return plot ? <XyDrawing palette={palette} plot={plot} /> : null;
}

function plotOf(
  name: string,
  { runs, curves }: { runs: readonly ComparedRun[]; curves: CurvesById },
): XyPlot | undefined {
  if (name === "roc" || name === "reliability") {
    const { chosen, roc, reliability } = compareDiagrams(runs, null);
    // Away from its page, the drawing says itself which class it is of.
    return name === "roc" ? { ...roc, title: `ROC of ${chosen}` } : reliability;
  }
  return plainOverlays(toTraces(runs, curves)).get(name);
}

/** Every matrix over the run's own classes. */
function matricesOf(runs: readonly ComparedRun[]): DrawnGrid[] {
  const { classNames, images } = alignImages(runs);
  return runs.map((compared, index) => {
    const places = classPlaces(compared, classNames);
    return drawnMatrix(compared.name, {
      counts: countCells(images, index, places),
      classNames: places.map((place) => classNames[place] ?? ""),
    });
  });
}

/** How the matrix of the baseline changes into those of the others. */
function differencesOf(runs: readonly ComparedRun[], baseline: ComparedRun): DrawnGrid[] {
  const { classNames, images } = alignImages(runs);
  const a = runs.indexOf(baseline);
  return runs.flatMap(({ name }, b) => {
    if (a === b) return [];
    const moves = countMoves(images, { a, b }, classNames.length);
    return drawnDifference(name, { moves, classNames });
  });
}
