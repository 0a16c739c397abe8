import { expect, test } from "vitest";
import { pngName } from "./save-png.ts";

test.each([
  ["/api/charts/runs/3/roc.svg", "graft-runs-3-roc.png"],
  ["/api/charts/runs/3/curve.svg?quantity=train%2Floss", "graft-runs-3-curve-train-loss.png"],
  ["/api/charts/compare/accuracy.svg?runs=3,1", "graft-compare-accuracy-3-1.png"],
  ["/api/charts/runs/3/curve.svg?quantity=..%2F%22", "graft-runs-3-curve--.png"],
])("%s is saved as %s", (address, name) => {
  expect(pngName(address)).toBe(name);
});
