import type { Curve } from "@graft/db";
import { expect, test } from "vitest";
import { toMoreCurves, toRunLog } from "./read-run.ts";

const curve = (key: string, numPoints = 8): Curve => ({
  key,
  numPoints,
  steps: [1],
  values: [0.123456789],
  band: null,
});
const KEYS = ["images-per-second", "layer-0/norm", "layer-1/norm", "seconds", "train/loss"];
const keys = (curves: readonly { key: string }[] = []) => curves.map(({ key }) => key);

test("of a short run every curve is sent, of a long one the clock, loss and accuracy", () => {
  const short = toRunLog(
    [],
    KEYS.map((key) => curve(key)),
    null,
  );
  expect(keys(short.curves)).toEqual(KEYS);
  expect(short.curves[0]?.values).toEqual([0.1234568]);
  const long = toRunLog(
    [],
    KEYS.map((key) => curve(key, 500)),
    null,
  );
  expect(keys(long.curves)).toEqual(["seconds", "train/loss"]);
  expect(long.omitted).toEqual(["images-per-second", "layer-0/norm", "layer-1/norm"]);
});

test("any other quantity can be asked for, and is sent with the curves of all its parts", () => {
  const long = KEYS.map((key) => curve(key, 500));
  expect(toMoreCurves(long, "norm")).toEqual({
    quantities: ["images-per-second", "norm"],
    chosen: "norm",
  });
  const log = toRunLog([], long, "norm");
  expect(keys(log.curves)).toEqual(["layer-0/norm", "layer-1/norm", "seconds", "train/loss"]);
  // Omitted curves are not started in the middle; the chosen ones continue with the others.
  expect(log.omitted).toEqual(["images-per-second"]);
});

test("what was not logged, or is drawn anyway, is not chosen", () => {
  for (const wanted of [null, "loss", "seconds", "<script>"]) {
    expect(
      toMoreCurves(
        KEYS.map((key) => curve(key)),
        wanted,
      ).chosen,
    ).toBeNull();
  }
});
