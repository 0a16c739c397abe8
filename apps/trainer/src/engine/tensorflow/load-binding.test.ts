import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RECIPE, type TensorFlowManifest } from "./installed-tensorflow.ts";
import { trialLoad } from "./load-binding.ts";

test("a binding that cannot be loaded is an answer, not a crash", async () => {
  const folder = mkdtempSync(join(tmpdir(), "graft-backends-"));
  writeFileSync(join(folder, "broken.node"), "no library");
  const manifest: TensorFlowManifest = {
    recipe: RECIPE,
    kind: "cpu",
    tensorflow: "2.21.0",
    source: "wheel",
    binding: "4.22.0",
    files: {},
    preload: [],
    bindingFile: "broken.node",
    loaderFile: null,
  };
  const { problem } = (await trialLoad({ folder, manifest })) as { problem: string };
  expect(problem).toContain(join(folder, "broken.node"));
  rmSync(folder, { recursive: true });
});
