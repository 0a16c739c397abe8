import { expect, test } from "vitest";
import { prepareCurves, valueRange } from "./prepare-curves.ts";

const points = [
  {
    epoch: 2,
    epochs: 4,
    metrics: {
      "train/loss": 0.4,
      "train/accuracy": 0.85,
      "validation/loss": 0.5,
      "learning-rate": 1e-4,
    },
  },
  {
    epoch: 1,
    epochs: 4,
    metrics: { "train/loss": 0.7, "train/accuracy": 0.62, "learning-rate": 5e-5 },
  },
];

test("one chart per quantity, loss and accuracy first, train before validation, epochs in order", () => {
  const panels = prepareCurves(points);
  expect(panels.map((panel) => panel.quantity)).toEqual(["loss", "accuracy", "learning-rate"]);
  expect(panels[0]).toEqual({
    quantity: "loss",
    unit: "number",
    epochs: [1, 2],
    lastEpoch: 4,
    series: [
      { key: "train/loss", name: "train", role: "first", values: [0.7, 0.4] },
      { key: "validation/loss", name: "validation", role: "second", values: [null, 0.5] },
    ],
  });
  expect(panels[2]?.series[0]).toMatchObject({ name: "learning-rate", role: "first" });
});

test("a repeated epoch counts once, with its last values; a loss that is not finite is a gap", () => {
  const [panel] = prepareCurves([
    { epoch: 1, epochs: 4, metrics: { "train/loss": 9 } },
    { epoch: 1, epochs: 4, metrics: { "train/loss": 1 } },
    { epoch: 2, epochs: 4, metrics: { "train/loss": Number.NaN } },
  ]);
  expect(panel?.epochs).toEqual([1, 2]);
  expect(panel?.series[0]?.values).toEqual([1, null]);
});

test("no points, no charts", () => {
  expect(prepareCurves([])).toEqual([]);
});

test("a loss is drawn from zero, an accuracy up to one", () => {
  const [loss, accuracy] = prepareCurves(points);
  expect(loss && valueRange(loss)).toEqual([0, 0.7 * 1.05]);
  expect(accuracy && valueRange(accuracy)).toEqual([0.6, 1]);
});

test("an accuracy of one from the first epoch on still has an axis", () => {
  const [accuracy] = prepareCurves([{ epoch: 1, epochs: 2, metrics: { "train/accuracy": 1 } }]);
  expect(accuracy && valueRange(accuracy)).toEqual([0.9, 1]);
});
