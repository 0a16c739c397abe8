import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "./lib/workspace.mjs";

test("`pnpm trainer` runs the command line as its sources have it", () => {
  const script = path.join(root, "scripts/trainer.mjs");
  const printed = execFileSync(process.execPath, [script, "schema"], { encoding: "utf8" });
  const committed = readFileSync(path.join(root, "experiments/experiment.schema.json"), "utf8");
  expect(JSON.parse(printed)).toEqual(JSON.parse(committed));
});
