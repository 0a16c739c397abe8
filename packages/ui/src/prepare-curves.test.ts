import { expect, test } from "vitest";
import { imagesAxis } from "./curve-axis.ts";
import { type CurveInput, prepareCurves, valueRange } from "./prepare-curves.ts";

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
