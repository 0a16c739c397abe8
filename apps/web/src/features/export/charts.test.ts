import { curveDiagram, prepareCurves } from "@graft/ui/charts/curves";
import { DARK_PALETTE, LIGHT_PALETTE } from "@graft/ui/charts/standalone";
import { XyDrawing } from "@graft/ui/charts/xy-drawing";
import { createElement, type ReactElement } from "react";
import sharp from "sharp";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import { drawCompareChart, parseChartFile, parseChartTheme, renderDrawing } from "./charts.tsx";

const HOSTILE = `"'><script>alert(1)</script>&\u0000\u0007`;
const { dataset } = runDetail();
const classNames = [HOSTILE, "photo"];
const runs = [
  comparedRun("HHHm", { id: 1, method: HOSTILE, dataset: { ...dataset, classNames } }),
  comparedRun("Hmhm", { id: 2, dataset: { ...dataset, classNames } }),
];
const panels = prepareCurves(
  [
    { key: "train/loss", steps: [1, 2, 3], values: [0.9, Number.NaN, 0.1], band: null },
    {
      key: `${HOSTILE.replaceAll("/", "")}/loss`,
      steps: [1, 2, 3],
      values: [0.8, 0.5, 0.4],
      band: null,
    },
  ],
  3,
);
const curves = new Map([
  [1, [{ key: "train/loss", numPoints: 2, steps: [1, 2], values: [0.9, 0.1], band: null }]],
]);
const compareChart = (name: string, palette = LIGHT_PALETTE) =>
  drawCompareChart({ runs, curves }, { name, asked: 2, palette });
const drawings: [string, ReactElement | null][] = [
  ["accuracy", compareChart("accuracy")],
  ["confusion", compareChart("confusion")],
  ["difference", compareChart("difference")],
  ["roc", compareChart("roc")],
  ["reliability", compareChart("reliability")],
  ["train-loss", compareChart("train-loss")],
  ["a curve", XyDrawing({ plot: curveDiagram(panels[0]!, "scratch"), palette: LIGHT_PALETTE })],
];

test.each(drawings)("%s is one SVG that stands alone, whatever the names", async (_, drawing) => {
  const svg = renderDrawing(drawing ?? createElement("svg"));
  // A strict reader of XML accepts it and sees more than one colour.
  const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBeGreaterThan(200);
  expect(new Set(data).size).toBeGreaterThan(10);
  expect(svg).toContain("&lt;script&gt;alert(1)");
  expect(svg).not.toMatch(/<(?:script|style|image|foreignObject|a)\b|\bclass=|\bstyle=|var\(/);
  expect(svg.match(/http/g)).toHaveLength(1);
});

test("the plot of accuracies has a row to a run, with its numbers", () => {
  const svg = renderDrawing(compareChart("accuracy") ?? createElement("svg"));
  expect(svg).toContain(">75.0%<");
  expect(svg).toContain(">scratch<");
});

test("the matrices have counts and shares of the true class", () => {
  const svg = renderDrawing(compareChart("confusion") ?? createElement("svg"));
  // Of the second run: two drawings recognised, two photographs taken for drawings.
  expect(svg.match(/>100\.0%</g)?.length).toBeGreaterThanOrEqual(2);
  expect(svg).toContain(">photo<");
});

test("the difference is from the baseline to the others, with what came in and went out", () => {
  const svg = renderDrawing(compareChart("difference") ?? createElement("svg"));
  // One photograph that the baseline took for a drawing is recognised.
  expect(svg).toContain("minus that of scratch");
  expect(svg).toContain(">+1<");
  expect(svg).toContain(">1 in, 0 out<");
  expect(svg).toContain(">0 in, 1 out<");
});

const colors = (svg: string) => new Set(svg.match(/#[0-9a-f]{6}/g));

test.each(["accuracy", "confusion", "difference", "roc", "train-loss"])(
  "%s in dark colours has none of the light ones",
  (name) => {
    const light = renderDrawing(compareChart(name) ?? createElement("svg"));
    const dark = renderDrawing(compareChart(name, DARK_PALETTE) ?? createElement("svg"));
    expect(colors(dark).size).toBe(colors(light).size);
    expect([...colors(dark)].filter((color) => colors(light).has(color))).toEqual([]);
    expect(dark.replaceAll(/#[0-9a-f]{6}/g, "")).toBe(light.replaceAll(/#[0-9a-f]{6}/g, ""));
  },
);

test("the theme of a chart is light unless it is dark that is asked for", () => {
  expect(parseChartTheme("dark")).toEqual({ palette: DARK_PALETTE, suffix: "-dark" });
  for (const theme of ["light", "Dark", "", undefined, ["dark"]]) {
    expect(parseChartTheme(theme).palette).toBe(LIGHT_PALETTE);
  }
});

test("there is no chart of another name", () => {
  for (const name of ["constructor", "validation-loss", ""]) expect(compareChart(name)).toBeNull();
  expect(parseChartFile("roc.svg")).toBe("roc");
  for (const file of ["roc", "roc.png", "../roc.svg", "roc.svg.svg", "", undefined, ["roc.svg"]]) {
    expect(parseChartFile(file), String(file)).toBeNull();
  }
});
