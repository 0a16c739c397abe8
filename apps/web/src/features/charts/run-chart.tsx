import type { Db, RunDetail } from "@graft/db";
import { readCurves } from "@graft/db";
import type { ChartPalette } from "@graft/ui/chart-palette";
import { GridDrawing } from "@graft/ui/grid-drawing";
import { prepareCurves } from "@graft/ui/prepare-curves";
import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { XyDrawing } from "@graft/ui/xy-drawing";
import type { ReactElement } from "react";
import { readTestedRun } from "@/server/tested-runs";
import { curveDiagram } from "../diagrams/curve-diagram.ts";
import { runDiagrams } from "../diagrams/run-diagrams.ts";
import { drawnClasses } from "../run/drawn-classes.ts";
import { drawnMatrix } from "./matrix-drawing.ts";

interface Wanted {
  readonly name: string;
  /** Of a `curve`: which metric, without its part, such as `loss`. */
  readonly quantity: string;
  readonly palette: ChartPalette;
}

/** A chart of a run to stand alone; null where there is none of this name. */
export async function drawRunChart(
  db: Db,
  run: RunDetail,
  { name, quantity, palette }: Wanted,
): Promise<ReactElement | null> {
  if (name === "curve") return await drawCurve(db, run, { quantity, palette });
  const tested = await readTestedRun(db, run);
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
