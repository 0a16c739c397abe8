import { type Db, type RunDetail, readCurves } from "@graft/db";
import { curveDiagram, prepareCurves } from "@graft/ui/charts/curves";
import { ForestDrawing, prepareForest } from "@graft/ui/charts/forest";
import {
  type DrawnGrid,
  drawnDifference,
  drawnMatrix,
  GridDrawing,
} from "@graft/ui/charts/matrix-drawing";
import { type ChartPalette, DARK_PALETTE, LIGHT_PALETTE } from "@graft/ui/charts/standalone";
import { XyDrawing } from "@graft/ui/charts/xy-drawing";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { readRunTest } from "@/server/run-tests";
import { countCells, countMoves } from "../compare/cells.ts";
import { type ComparedRun, commonestClassShare, findBaseline } from "../compare/compared-run.ts";
import { alignImages, classPlaces } from "../compare/images.ts";
import { plainOverlays, toTraces } from "../compare/overlay.ts";
import { compareDiagrams } from "../compare/probabilities.tsx";
import type { CurvesById } from "../compare/read-comparison.ts";
import { drawnClasses, runDiagrams } from "../run/probabilities.tsx";

interface Wanted {
  readonly name: string;
  /** Of a `curve`: which metric, without its part, such as `loss`. */
  readonly quantity: string;
  readonly palette: ChartPalette;
}

/** A chart of a run as a file; null if there is none with this name. */
export async function drawRunChart(
  db: Db,
  run: RunDetail,
  { name, quantity, palette }: Wanted,
): Promise<ReactElement | null> {
  if (name === "curve") return await drawCurve(db, run, { quantity, palette });
  const tested = await readRunTest(db, run);
  if (!tested) return null;
  const { measured } = tested;
  const { method } = run;
  const { classNames } = run.dataset;
  if (name === "confusion") {
    const matrix = { counts: measured.confusionMatrix, classNames };
    const grids = [drawnMatrix(`${method}, run ${run.id}`, matrix)];
    return <GridDrawing grids={grids} palette={palette} title="Confusion matrix" />;
  }
  const drawn = drawnClasses(measured.areaUnderROCCurve, null);
  const diagrams = runDiagrams(measured, { classNames, drawn, method });
  const plot = new Map<string, XyPlot>(Object.entries(diagrams)).get(name);
  return plot ? <XyDrawing palette={palette} plot={plot} /> : null;
}

async function drawCurve(
  db: Db,
  run: RunDetail,
  { quantity, palette }: Omit<Wanted, "name">,
): Promise<ReactElement | null> {
  const panels = prepareCurves(await readCurves(db, run.id), 1);
  const panel = panels.find((one) => one.quantity === quantity);
  return panel ? <XyDrawing palette={palette} plot={curveDiagram(panel, run.method)} /> : null;
}

/**
 * A chart of a comparison as a file; null if there is none with this name.
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

type Param = string | readonly string[] | undefined;

/** `roc.svg` is the chart `roc`; null for any other file name. */
export function parseChartFile(file: Param): string | null {
  return (typeof file === "string" && /^([a-z-]+)\.svg$/.exec(file)?.[1]) || null;
}

/** The colours of a chart, and what its file name ends with. */
export interface ChartColors {
  readonly palette: ChartPalette;
  /** Before the ending of the name of the file. */
  readonly suffix: string;
}

/** `theme=dark`: on a dark ground; anything else is on white, as paper is. */
export function parseChartTheme(theme: Param): ChartColors {
  return theme === "dark"
    ? { palette: DARK_PALETTE, suffix: "-dark" }
    : { palette: LIGHT_PALETTE, suffix: "" };
}

/** Characters that XML forbids and a name may contain. */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A drawing as the text of an SVG file. */
export function renderDrawing(drawing: ReactElement): string {
  const svg = renderToStaticMarkup(drawing).replaceAll(NO_XML, "");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}
