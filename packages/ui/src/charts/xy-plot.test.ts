import * as fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { seriesLook } from "../looks.ts";
import { valueAt } from "./axis.ts";
import { rocDiagram } from "./diagrams.ts";
import { LIGHT_PALETTE } from "./standalone.tsx";
import { XyDrawing } from "./xy-drawing.tsx";
import {
  prepareXyPlot,
  thinPoints,
  toCorners,
  type XyPlotInput,
  type XySeriesInput,
} from "./xy-plot.ts";

const share = { label: "share", unit: "fraction", range: [0, 1] } as const;
const line = (points: XySeriesInput["points"], changes: Partial<XySeriesInput> = {}) => ({
  key: "a",
  name: "photo",
  shape: "line" as const,
  points,
  look: seriesLook(0),
  ...changes,
});
/** The area is 100 wide and 100 high. */
const plot = (series: XySeriesInput[], changes: Partial<XyPlotInput> = {}) =>
  prepareXyPlot({
    title: "ROC",
    x: { ...share, label: "false alarms" },
    y: { ...share, label: "recall" },
    series,
    size: { width: 166, height: 168 },
    ...changes,
  });

const CORNERS = [
  { x: 0, y: 0 },
  { x: 0.25, y: 0.5 },
  { x: 1, y: 1 },
];

test("places are pixels from the upper left corner", () => {
  const { series, x, y } = plot([line(CORNERS)]);
  expect([x.length, y.length]).toEqual([100, 100]);
  expect(series[0]?.points).toEqual([
    { x: 0, y: 100 },
    { x: 25, y: 50 },
    { x: 100, y: 0 },
  ]);
  expect(y.ticks.map(({ at, text }) => `${text} at ${at}`)).toEqual([
    "0% at 100",
    "20% at 80",
    "40% at 60",
    "60% at 40",
    "80% at 20",
    "100% at 0",
  ]);
  expect([valueAt(x, 25), valueAt(y, 50)]).toEqual([0.25, 0.5]);
});

test("the value of a step holds back to the point before it", () => {
  const { series } = plot([line(CORNERS, { shape: "step" })]);
  expect(toCorners(series[0]?.points ?? [], "step")).toEqual([
    { x: 0, y: 100 },
    { x: 0, y: 50 },
    { x: 25, y: 50 },
    { x: 25, y: 0 },
    { x: 100, y: 0 },
  ]);
});

test("a value that is none is a gap", () => {
  const { series } = plot([
    line([
      { x: 0, y: 0 },
      { x: 0.1, y: Number.NaN },
      { x: 0.2, y: 1 },
    ]),
  ]);
  expect(series[0]?.points).toEqual([{ x: 0, y: 100 }, null, { x: 20, y: 0 }]);
});

test("a logarithmic axis leaves out what is not positive", () => {
  const { series, y } = plot(
    [
      line([
        { x: 0, y: 0 },
        { x: 0.5, y: 0.1 },
        { x: 1, y: 10 },
      ]),
    ],
    {
      y: { label: "loss", unit: "number", scale: "log" },
    },
  );
  expect([y.min, y.max]).toEqual([0.1, 10]);
  expect(series[0]?.points).toEqual([
    { x: 50, y: 100 },
    { x: 100, y: 0 },
  ]);
  expect(valueAt(y, 50)).toBeCloseTo(1, 12);
});

test("bars stand on zero, as wide as what they count", () => {
  const { series, y } = plot(
    [
      line(
        [
          { x: 0, to: 0.5, y: 3 },
          { x: 0.5, to: 1, y: 4 },
        ],
        { shape: "bars" },
      ),
    ],
    { y: { label: "images", unit: "count", range: [0, null] } },
  );
  expect(y.max).toBe(4);
  expect(series[0]?.bars).toEqual([
    { x: 0, y: 25, width: 50, height: 75 },
    { x: 50, y: 0, width: 50, height: 100 },
  ]);
});

test("a dot's area is its weight, and one of no weight is not there", () => {
  const { series } = plot([
    line(
      [
        { x: 0.1, y: 0.1, weight: 16, low: 0, high: 0.4 },
        { x: 0.5, y: 0.5, weight: 64 },
        { x: 0.9, y: 0.9, weight: 0 },
      ],
      { shape: "dots" },
    ),
  ]);
  expect(series[0]?.marks.map(({ size }) => size)).toEqual([8, 16]);
  expect(series[0]?.intervals).toEqual([{ x: 10, low: 100, high: 60 }]);
});

test("several lines have marks at different places, an only one has none", () => {
  expect(plot([line(CORNERS)]).series[0]?.marks).toEqual([]);
  const { series } = plot([line(CORNERS), line(CORNERS, { key: "b", look: seriesLook(1) })]);
  const places = series.flatMap(({ marks }) => marks.map(({ x, y }) => `${x} ${y}`));
  expect(new Set(places).size).toBe(8);
});

test("a curve of many points is thinned to what can be seen", () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({ x: i / 9999, y: (i % 100) / 99 }));
  expect(plot([line(points)]).series[0]?.points.length).toBeLessThanOrEqual(404);
});

test("the sentence says what is seen", () => {
  const { sentence } = plot([line(CORNERS, { value: "AUC 0.98" }), line(CORNERS, { name: "b" })]);
  expect(sentence).toBe(
    "ROC. recall against false alarms. photo: AUC 0.98; b: from 0.0% to 100.0%.",
  );
});

test("a chart of nothing has axes", () => {
  const { series, x } = plot([line([])], { x: { label: "share", unit: "fraction" } });
  expect(series[0]?.points).toEqual([]);
  expect([x.min, x.max]).toEqual([0, 1]);
});

test("of one column the first, last, lowest and highest are kept, in order", () => {
  const points = [3, 9, 5, 1, 4, 6].map((y, i) => ({ x: 7 + i / 10, y }));
  expect(thinPoints(points).map(({ y }) => y)).toEqual([3, 9, 1, 6]);
});

test("few points are all kept", () => {
  const points = [0, 1, 2, 3].map((x) => ({ x, y: x }));
  expect(thinPoints(points)).toEqual(points);
  expect(thinPoints([])).toEqual([]);
});

test("every column keeps its range, and no more than four points", () => {
  const points = fc
    .array(fc.record({ x: fc.double({ min: 0, max: 5, noNaN: true }), y: fc.integer() }))
    .map((list) => list.toSorted((a, b) => a.x - b.x));
  fc.assert(
    fc.property(points, (list) => {
      const kept = thinPoints(list);
      expect(kept.length).toBeLessThanOrEqual(4 * 6);
      for (let column = 0; column <= 5; column++) {
        const of = (some: typeof list) =>
          some.filter(({ x }) => Math.floor(x) === column).map(({ y }) => y);
        expect([Math.min(...of(kept)), Math.max(...of(kept))]).toEqual([
          Math.min(...of(list)),
          Math.max(...of(list)),
        ]);
        expect([of(kept)[0], of(kept).at(-1)]).toEqual([of(list)[0], of(list).at(-1)]);
      }
    }),
  );
});

const roc = rocDiagram(
  ["<script>alert(1)</script>", "photo"].map((name, index) => ({
    key: name,
    name,
    look: seriesLook(index),
    curve: {
      falsePositiveRate: [0, 0, 1],
      truePositiveRate: [0, 1, 1],
      thresholds: [null, 0.9, 0],
    },
    value: "AUC 1",
  })),
);
const draw = (palette?: typeof LIGHT_PALETTE) =>
  renderToStaticMarkup(createElement(XyDrawing, { plot: roc, ...(palette && { palette }) }));

test("on the page its colours are the theme's", () => {
  const svg = draw();
  expect(svg).toContain('stroke="var(--series-1)"');
  expect(svg).not.toMatch(/#[0-9a-f]{6}/);
});

test("alone it has all it needs: colours, title, legend; no class, style or variable of a page", () => {
  const svg = draw(LIGHT_PALETTE);
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain(">ROC</text>");
  expect(svg).toContain(">photo: AUC 1</text>");
  expect(svg).toContain('stroke="#4636b9"');
  expect(svg).not.toMatch(/var\(|class=|style=|#000000/);
});

test("names with markup in them stay text", () => {
  expect(draw(LIGHT_PALETTE)).not.toContain("<script");
});

test("the line goes up the left edge and along the upper one", () => {
  const { x, y } = roc;
  expect(draw()).toContain(`d="M0,${y.length}L0,0L${x.length},0"`);
});
