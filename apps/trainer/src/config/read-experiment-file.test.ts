import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readExperimentFile } from "./read-experiment-file.ts";
import { selectMethods } from "./select-methods.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "graft-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = path.join(folder, "exp.json");
  writeFileSync(file, text);
  return file;
}

const valid = JSON.stringify({
  name: "demo",
  dataset: { kind: "folder", path: "pictures" },
  methods: ["raw-pixels", { kind: "raw-pixels", folds: 3 }],
});

test("reads a file, applies overrides and says where its paths start", async () => {
  const { config, baseDir } = await readExperimentFile(fileWith(`\uFEFF${valid}`), ["seed=5"]);
  expect(config).toMatchObject({ name: "demo", seed: 5 });
  expect(baseDir).toBe(folder);
});

test.each([
  ['{ "name": "x",\n  "seed": 1,,\n}', "line 2, column 13"],
  ['{\n  "name": x\n}', "line 2, column 11"],
  ["{\n  'name': 1\n}", "line 2, column 3"],
  ['{ "seed": tru }', "line 1, column 11"],
  ['{ "name": "x"', "line 1, column 14"],
  ["", "line 1, column 1"],
])("says where JSON is broken: %j", async (text, where) => {
  const reading = readExperimentFile(fileWith(text), []);
  await expect(reading).rejects.toMatchObject({ code: "CONFIG_NOT_JSON" });
  await expect(reading).rejects.toThrow(where);
});

test("a folder or a file that is not there", async () => {
  await expect(readExperimentFile(folder, [])).rejects.toMatchObject({
    code: "CONFIG_NOT_FOUND",
    message: expect.stringContaining("is a folder"),
  });
  await expect(readExperimentFile(path.join(folder, "no.json"), [])).rejects.toMatchObject({
    code: "CONFIG_NOT_FOUND",
    message: expect.stringContaining("There is no file"),
  });
});

test("--method keeps the methods of a kind and refuses one that is not there", async () => {
  const { config } = await readExperimentFile(fileWith(valid), ["methods.1=raw-pixels"]);
  expect(selectMethods(config, ["raw-pixels"]).methods).toHaveLength(2);
  expect(selectMethods(config, [])).toBe(config);
  expect(() => selectMethods(config, ["raw-pixel"])).toThrow('did you mean "raw-pixels"?');
});
