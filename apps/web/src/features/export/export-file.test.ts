import { expect, test } from "vitest";
import { parseExportFile } from "./export-file.ts";

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
