import { expect, test } from "vitest";
import { valueAt } from "./plot-axis.ts";
import {
  prepareXyPlot,
  toCorners,
  type XyPlotInput,
  type XySeriesInput,
} from "./prepare-xy-plot.ts";
import { seriesLook } from "./series-looks.ts";

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
