import { expect, test } from "vitest";
import { comparedRun } from "../../testing/compared-run.ts";
import { alignPictures } from "./align-pictures.ts";

test("joins what the runs said of the same content", () => {
  const pictures = alignPictures([comparedRun("Hm"), comparedRun("mH")]);
  expect(pictures).toHaveLength(2);
  expect(pictures[0]).toEqual({
    key: "0",
    hash: "0",
    source: "0.png",
    trueName: "drawing",
    outcomes: [
      { predictedName: "drawing", probability: 0.9, correct: true },
      { predictedName: "photo", probability: 0.6, correct: false },
    ],
  });
});

test("keeps only the pictures that every run was tested on", () => {
  expect(alignPictures([comparedRun("hhh"), comparedRun("hh")]).map(({ key }) => key)).toEqual([
    "0",
    "1",
  ]);
});

test("a picture that is there twice stays two pictures", () => {
  const twice = comparedRun("hm");
  const predictions = twice.predictions.map((prediction) => ({ ...prediction, hash: "same" }));
  const run = { ...twice, predictions };
  expect(alignPictures([run, run]).map(({ key, outcomes }) => [key, outcomes[0]?.correct])).toEqual(
    [
      ["same", true],
      ["same 1", false],
    ],
  );
});

test("no runs, no pictures", () => {
  expect(alignPictures([])).toEqual([]);
});
