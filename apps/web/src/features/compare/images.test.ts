import * as fc from "fast-check";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import { alignImages, chooseGroup, groupDisagreement, sharedImages } from "./images.ts";

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

const groupsOf = (...answers: string[]) => {
  const runs = answers.map((letters) => comparedRun(letters));
  const names = answers.map((_, index) => `run ${index}`);
  return groupDisagreement(alignImages(runs).images, names).map(({ label, images }) => [
    label,
    images.map(({ hash }) => hash).join(""),
  ]);
};

test("two runs: only one, only the other, neither, both; the boldest error first", () => {
  expect(groupsOf("hhmmhh", "mMhmhm")).toEqual([
    ["Only run 0 correct", "105"],
    ["Only run 1 correct", "2"],
    ["Both wrong", "3"],
    ["Both correct", "4"],
  ]);
});

test("more runs: by the number of those that err", () => {
  expect(groupsOf("hhhm", "hhmm", "hmmm")).toEqual([
    ["All wrong", "3"],
    ["2 of 3 wrong", "2"],
    ["1 of 3 wrong", "1"],
    ["All correct", "0"],
  ]);
});

test("every image is in exactly one group", () => {
  const answers = fc.string({
    unit: fc.constantFrom("h", "m", "H", "M"),
    minLength: 5,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(answers, { minLength: 2, maxLength: 5 }), (runs) => {
      const keys = groupsOf(...runs).flatMap(([, members]) => Array.from(members ?? ""));
      expect(keys.sort().join("")).toBe("01234");
    }),
  );
});

test("the group that is shown: as asked, else the first that divides the runs and is not empty", () => {
  const runs = [comparedRun("hhm"), comparedRun("hhm"), comparedRun("hmm")];
  const groups = groupDisagreement(alignImages(runs).images, ["a", "b", "c"]);
  expect(chooseGroup(groups, null)?.id).toBe("wrong-1");
  expect(chooseGroup(groups, "wrong-2")?.id).toBe("wrong-2");
  expect(chooseGroup(groups, "nothing")?.id).toBe("wrong-1");
  const same = groupDisagreement(alignImages([runs[0]!, runs[0]!]).images, ["a", "b"]);
  expect(chooseGroup(same, null)?.id).toBe("none");
  expect(chooseGroup([], null)).toBeUndefined();
});
