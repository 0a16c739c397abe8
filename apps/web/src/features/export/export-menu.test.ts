import { expect, test } from "vitest";
import { parseExportFile } from "./export-menu.tsx";
import { pngName } from "./png-button.tsx";

const tables = { predictions: 1, classes: 2 };

test("a file is a known table in a known format", () => {
  expect(parseExportFile("predictions.csv", tables)).toEqual({
    name: "predictions",
    format: "csv",
  });
  expect(parseExportFile("classes.json", tables)).toEqual({ name: "classes", format: "json" });
});

test.each([
  "",
  "predictions",
  "predictions.",
  "predictions.xml",
  "predictions.csv.csv",
  "Predictions.csv",
  "../predictions.csv",
  "predictions.csv\n",
  "constructor.csv",
  "__proto__.csv",
  "tostring.json",
])("%j is none", (file) => {
  expect(parseExportFile(file, tables)).toBeNull();
});

test.each([
  ["/api/charts/runs/3/roc.svg", "graft-runs-3-roc.png"],
  ["/api/charts/runs/3/curve.svg?quantity=train%2Floss", "graft-runs-3-curve-train-loss.png"],
  ["/api/charts/compare/accuracy.svg?runs=3,1", "graft-compare-accuracy-3-1.png"],
  ["/api/charts/runs/3/curve.svg?quantity=..%2F%22", "graft-runs-3-curve--.png"],
])("%s is saved as %s", (address, name) => {
  expect(pngName(address)).toBe(name);
});
