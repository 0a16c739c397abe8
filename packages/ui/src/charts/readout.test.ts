import { expect, test } from "vitest";
import { seriesLook } from "../looks.ts";
import { nearestPoint, placeOfPoint, pointText, stepTo, toReadout } from "./readout.ts";
import { prepareXyPlot, type XySeriesInput } from "./xy-plot.ts";

const series = (name: string, ys: number[]): XySeriesInput => ({
  key: name,
  name,
  shape: "line",
  look: seriesLook(0),
  points: ys.map((y, i) => ({ x: i / 2, y })),
});
/** The area is 100 wide and 100 high. */
const readoutOf = (all: XySeriesInput[]) =>
  toReadout(
    prepareXyPlot({
      title: "ROC",
      x: { label: "false alarms", unit: "fraction", range: [0, 1] },
      y: { label: "recall", unit: "fraction", range: [0, 1] },
      series: all,
      size: { width: 166, height: 168 },
    }),
  );
const two = readoutOf([series("photo", [0, 0.6, 1]), series("drawing", [0, 0.3, 1])]);

test("the nearest point of any line, with its values", () => {
  expect(nearestPoint(two, { x: 48, y: 20 })).toEqual({ series: 0, point: 1 });
  expect(nearestPoint(two, { x: 48, y: 60 })).toEqual({ series: 1, point: 1 });
  expect(pointText(two, { series: 1, point: 1 })).toBe("drawing: false alarms 50.0%, recall 30.0%");
});

test("a single line need not be named, and a bar is read at its middle", () => {
  const bars = readoutOf([
    { ...series("photo", []), shape: "bars", points: [{ x: 0.2, to: 0.4, y: 0.5 }] },
  ]);
  expect(pointText(bars, { series: 0, point: 0 })).toBe("false alarms 30.0%, recall 50.0%");
});

test("arrows lead along a line and to the other one, and stay at the end", () => {
  const start = stepTo(two, null, "ArrowRight");
  expect(start).toEqual({ series: 0, point: 0 });
  const middle = stepTo(two, start, "ArrowRight");
  expect(middle).toEqual({ series: 0, point: 1 });
  expect(stepTo(two, middle, "ArrowDown")).toEqual({ series: 1, point: 1 });
  expect(stepTo(two, middle, "ArrowUp")).toEqual(middle);
  expect(stepTo(two, start, "ArrowLeft")).toEqual(start);
  expect(stepTo(two, start, "Tab")).toBeNull();
});

test("of nothing there is nothing to read", () => {
  const empty = readoutOf([]);
  expect(nearestPoint(empty, { x: 0, y: 0 })).toBeNull();
  expect(stepTo(empty, null, "ArrowRight")).toBeNull();
  expect(placeOfPoint(empty, { series: 0, point: 0 })).toBeNull();
});
