import { expect, test } from "vitest";
import {
  axisTicks,
  type CurveInput,
  EPOCHS,
  imagesAxis,
  placeText,
  prepareCurves,
  secondsAxis,
  valueRange,
} from "./curves.ts";

const curve = (key: string, steps: number[], values: number[]): CurveInput => ({
  key,
  steps,
  values,
  band: null,
});

const curves = [
  curve("learning-rate", [1, 2], [5e-5, 1e-4]),
  curve("validation/loss", [2], [0.5]),
  curve("train/accuracy", [1, 2], [0.62, 0.85]),
  curve("train/loss", [1, 2], [0.7, 0.4]),
];

test("one chart per quantity, loss and accuracy first, train before validation", () => {
  const panels = prepareCurves(curves, 4);
  expect(panels.map((panel) => panel.quantity)).toEqual(["loss", "accuracy", "learning-rate"]);
  expect(panels[0]).toEqual({
    quantity: "loss",
    unit: "number",
    epochs: [1, 2],
    x: { name: "epoch", values: [1, 2], last: 4 },
    series: [
      { key: "train/loss", name: "train", role: "first", values: [0.7, 0.4], band: null },
      {
        key: "validation/loss",
        name: "validation",
        role: "second",
        values: [null, 0.5],
        band: null,
      },
    ],
  });
  expect(panels[2]?.series[0]).toMatchObject({ name: "learning-rate", role: "first" });
});

test("a value that is not finite is a gap; more epochs than there should be lengthen the axis", () => {
  const [panel] = prepareCurves([curve("train/loss", [1, 2], [1, Number.NaN])], 1);
  expect(panel?.series[0]?.values).toEqual([1, null]);
  expect(panel?.x.last).toBe(2);
});

test("drawn over images, an epoch stands where it has seen all of its", () => {
  const [panel] = prepareCurves(curves, 4, imagesAxis(200));
  expect(panel?.epochs).toEqual([1, 2]);
  expect(panel?.x).toEqual({ name: "images", values: [200, 400], last: 800 });
});

test("no curves, no charts", () => {
  expect(prepareCurves([], 4)).toEqual([]);
});

test("a loss is drawn from zero, an accuracy up to one", () => {
  const [loss, accuracy] = prepareCurves(curves, 4);
  expect(loss && valueRange(loss)).toEqual([0, 0.7 * 1.05]);
  expect(accuracy && valueRange(accuracy)).toEqual([0.6, 1]);
});

test("the band of a sample stands beside its values, and the axis holds it", () => {
  const sample = {
    key: "train/loss",
    steps: [1, 51],
    values: [0.5, 0.4],
    band: { low: [0.1, 0.2], high: [2, 0.6] },
  };
  const [loss] = prepareCurves([sample, curve("validation/loss", [100], [1])], 100);
  expect(loss?.series[0]?.band).toEqual({ low: [0.1, 0.2, null], high: [2, 0.6, null] });
  expect(loss && valueRange(loss)).toEqual([0, 2 * 1.05]);
});

test("an accuracy of one from the first epoch on still has an axis", () => {
  const [accuracy] = prepareCurves([curve("train/accuracy", [1], [1])], 2);
  expect(accuracy && valueRange(accuracy)).toEqual([0.9, 1]);
});

test("epochs are what they are, images are epochs times what one sees", () => {
  expect([1, 8].map(EPOCHS.of)).toEqual([1, 8]);
  expect([1, 8].map(imagesAxis(200).of)).toEqual([200, 1600]);
});

test("seconds: as logged, in proportion between, at the same pace beyond", () => {
  const { of } = secondsAxis([2, 4, 10], [30, 40, 100]);
  expect([2, 3, 4, 7, 10].map(of)).toEqual([30, 35, 40, 70, 100]);
  expect(of(12)).toBe(120);
  // Before the first, from nothing.
  expect(of(1)).toBe(15);
});

test("ticks are whole and named in the unit that fits", () => {
  expect(axisTicks("epoch", [1, 8], 10).map(({ text }) => text)).toEqual("12345678".split(""));
  expect(axisTicks("epoch", [1, 500], 6).map(({ at }) => at)).toEqual([100, 200, 300, 400, 500]);
  expect(axisTicks("seconds", [0, 600], 6)).toEqual([
    { at: 0, text: "0 min" },
    { at: 120, text: "2 min" },
    { at: 240, text: "4 min" },
    { at: 360, text: "6 min" },
    { at: 480, text: "8 min" },
    { at: 600, text: "10 min" },
  ]);
  expect(axisTicks("images", [0, 5000], 3).map(({ text }) => text)).toEqual([
    "0",
    "2,000",
    "4,000",
  ]);
});

test("a place in words", () => {
  expect(placeText("epoch", 8)).toBe("epoch 8");
  expect(placeText("seconds", 252.4)).toBe("4 min 12 s");
  expect(placeText("images", 1600)).toBe("1,600 images");
});
