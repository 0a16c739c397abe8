import { expect, test } from "vitest";
import { flattenSettings } from "./flatten.ts";

test("nested settings become dotted paths, in their order", () => {
  const flat = flattenSettings({
    name: "a",
    split: { train: 200, stratify: true },
    backbone: { inputRange: [-1, 1], cut: null },
    mosaics: [{ image: "x.png" }, { image: "y.png" }],
  });
  expect([...flat]).toEqual([
    ["name", "a"],
    ["split.train", "200"],
    ["split.stratify", "true"],
    ["backbone.inputRange", "-1, 1"],
    ["backbone.cut", "none"],
    ["mosaics.0.image", "x.png"],
    ["mosaics.1.image", "y.png"],
  ]);
});

test("no settings, no lines", () => {
  expect(flattenSettings(null).size).toBe(0);
  expect(flattenSettings({}).size).toBe(0);
});
