import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTensorFlow, installedName, RECIPE } from "./installed-tensorflow.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "graft-backends-"));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

test("an empty or missing home has none", () => {
  const none = { installed: null, problem: "not installed" };
  expect(findTensorFlow("gpu", home)).toEqual(none);
  expect(findTensorFlow("gpu", join(home, "nowhere"))).toEqual(none);
});

test("the newest whole one is found", () => {
  place("2.9.1");
  place("2.21.0");
  place("2.30.0", { files: { "binding.node": 99 } });
  expect(findTensorFlow("gpu", home)).toMatchObject({
    installed: { manifest: { tensorflow: "2.21.0" } },
  });
});

test("a library that is missing or cut short is named", () => {
  place("2.21.0", { files: { "binding.node": 3, "lib/libtensorflow.so": 5 } });
  expect(findTensorFlow("gpu", home)).toMatchObject({
    problem: expect.stringMatching(/lacks lib\/libtensorflow\.so$/),
  });
  place("2.21.0", { files: { "binding.node": 4 } });
  expect(findTensorFlow("gpu", home)).toMatchObject({
    problem: expect.stringMatching(/binding\.node \(3 of 4 bytes\)$/),
  });
});

test("one made by another recipe, or with a manifest that cannot be read, is not used", () => {
  const folder = place("2.21.0", { recipe: RECIPE + 1 });
  expect(findTensorFlow("gpu", home)).toMatchObject({
    problem: expect.stringMatching(/another version of Graft$/),
  });
  writeFileSync(join(folder, "manifest.json"), "{");
  expect(findTensorFlow("gpu", home)).toMatchObject({
    problem: expect.stringMatching(/no readable manifest$/),
  });
});

/** The GPU kind throughout: nobody has run the npm package's own script for it here. */
function place(version: string, changes: Record<string, unknown> = {}): string {
  const folder = join(home, installedName("gpu", version));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "binding.node"), "abc");
  const manifest = {
    recipe: RECIPE,
    kind: "gpu",
    tensorflow: version,
    source: "wheel",
    binding: "4.22.0",
    files: { "binding.node": 3 },
    preload: [],
    bindingFile: "binding.node",
    loaderFile: null,
    ...changes,
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
}
