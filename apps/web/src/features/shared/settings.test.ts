import { expect, test } from "vitest";
import {
  flattenSettings,
  settingWithoutFolders,
  withoutFolders,
  withRelativePaths,
} from "./settings.ts";

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

test.each([
  ["pnpm trainer run --config /home/ann/work/cats.json", "pnpm trainer run --config …/cats.json"],
  ["run --config=/home/ann/cats.json -s seed=2", "run --config=…/cats.json -s seed=2"],
  ["run -c '/home/ann lee/my cats.json'", "run -c '…/my cats.json'"],
  ["run -c C:\\Users\\ann\\cats.json", "run -c …/cats.json"],
  ["run -c \\\\server\\ann\\cats.json", "run -c …/cats.json"],
  ["run -c ~/cats.json and ~ann", "run -c …/cats.json and ~ann"],
  ["no such file: file:///Users/ann/a.json", "no such file: …/a.json"],
  ["The image (/srv/ann/a.png) is damaged", "The image (…/a.png) is damaged"],
  ["run --config experiments/cats.json", "run --config experiments/cats.json"],
  ["../images and ./a/b", "../images and ./a/b"],
  ["https://example.org/net/model.json", "https://example.org/net/model.json"],
  ["12 images/s, 3/4, train/loss", "12 images/s, 3/4, train/loss"],
  ["a / b", "a / b"],
])("%s", (text, expected) => {
  expect(withoutFolders(text)).toBe(expected);
});

test("a setting that is a path may hold spaces", () => {
  expect(settingWithoutFolders("/home/ann lee/my images")).toBe("…/my images");
  expect(settingWithoutFolders("../my images")).toBe("../my images");
});

test("paths of a config lead to the same files from its folder", () => {
  const config = {
    name: "cats",
    dataset: { path: "/home/ann/graft/images", files: ["/home/ann/other/a.png", "b.png"] },
    seed: 1,
    backbone: { url: "https://example.org/a/model.json" },
  };
  expect(withRelativePaths(config, "/home/ann/graft/experiments")).toEqual({
    name: "cats",
    dataset: { path: "../images", files: ["../../other/a.png", "b.png"] },
    seed: 1,
    backbone: { url: "https://example.org/a/model.json" },
  });
  expect(withRelativePaths("C:\\Users\\ann\\a", "C:\\Users\\ann\\b")).toBe("../a");
  expect(withRelativePaths("/home/ann", "/home/ann")).toBe(".");
  expect(withRelativePaths(config, undefined)).toBe(config);
});
