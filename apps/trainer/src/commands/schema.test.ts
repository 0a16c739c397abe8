import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { experimentJsonSchema, parseExperimentConfig } from "@graft/core/contract";
import { expect, test } from "vitest";

const experiments = new URL("../../../../experiments/", import.meta.url);

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, experiments)), "utf8"));
}

test("the committed schema is the one that `pnpm trainer schema` prints", () => {
  expect(readJson("experiment.schema.json")).toEqual(
    JSON.parse(JSON.stringify(experimentJsonSchema())),
  );
});

test.each(["photo-vs-drawing.json", "photo-vs-drawing-mosaics.json"])("%s is valid", (name) => {
  expect(() => parseExperimentConfig(readJson(name))).not.toThrow();
});
