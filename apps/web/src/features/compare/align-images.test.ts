import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/compared-run.ts";
import { alignImages, sharedImages } from "./align-images.ts";

test("joins what the runs said of the same content", () => {
  const { classNames, images } = alignImages([comparedRun("Hm"), comparedRun("mH")]);
  expect(classNames).toEqual(["drawing", "photo"]);
  expect(images).toHaveLength(2);
  expect(images[0]).toEqual({
    key: "0 0",
    hash: "0",
    source: "0.png",
    truth: 0,
    predicted: [0, 1],
    probabilities: [0.9, 0.6],
  });
});

test("a run that was not tested on an image said nothing of it", () => {
  const { images } = alignImages([comparedRun("hh"), comparedRun("hhh")]);
  expect(images.map(({ predicted }) => predicted)).toEqual([
    [0, 0],
    [1, 1],
    [null, 0],
  ]);
  expect(sharedImages(images).map(({ hash }) => hash)).toEqual(["0", "1"]);
});

test("an image that is there twice stays two images", () => {
  const twice = comparedRun("hmh");
  const predictions = twice.predictions.map((prediction) => ({ ...prediction, hash: "same" }));
  const run = { ...twice, predictions };
  const { images } = alignImages([run, run]);
  expect(images.map(({ key, predicted }) => [key, predicted])).toEqual([
    ["same 0", [0, 0]],
    ["same 1", [0, 0]],
    ["same 0 1", [0, 0]],
  ]);
});

test("classes are joined by name, whatever their numbers", () => {
  const { dataset } = runDetail();
  const turned = comparedRun("hm", { dataset: { ...dataset, classNames: ["photo", "sketch"] } });
  const { classNames, images } = alignImages([comparedRun("hm"), turned]);
  expect(classNames).toEqual(["drawing", "photo", "sketch"]);
  // The same content is a drawing to one and a photo to the other: not the same test image.
  expect(images.map(({ hash, truth, predicted }) => [hash, truth, predicted])).toEqual([
    ["0", 0, [0, null]],
    ["1", 1, [0, null]],
    ["0", 1, [null, 1]],
    ["1", 2, [null, 1]],
  ]);
});

test("no runs, no images", () => {
  expect(alignImages([])).toEqual({ classNames: [], images: [] });
});
