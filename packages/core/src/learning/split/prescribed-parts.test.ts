import { describe, expect, test } from "vitest";
import { drawSplit, type Part, type SplitInput, warnOfGaps } from "./index.ts";

/** 20 images, classes alternating. */
function twenty(settings: Partial<SplitInput>): SplitInput {
  return {
    labels: Int32Array.from({ length: 20 }, (_, i) => i % 2),
    numClasses: 2,
    classNames: ["photo", "drawing"],
    keys: Array.from({ length: 20 }, (_, i) => `hash-${i}-0123456789abcdef`),
    groups: Array<null>(20).fill(null),
    fixed: null,
    train: 2 / 3,
    test: 1 / 3,
    validation: 0,
    stratify: true,
    seed: 1,
    ...settings,
  };
}

function fixedParts(ranges: [Part, number][]): Part[] {
  return ranges.flatMap(([part, count]) => Array<Part>(count).fill(part));
}

describe("prescribed parts", () => {
  test("a complete split column is taken as it is, whatever the counts say", () => {
    const fixed = fixedParts([
      ["train", 9],
      ["validation", 4],
      ["test", 7],
    ]);
    expect(drawSplit(twenty({ fixed, train: 5, test: 5, validation: 0.5 }))).toEqual(fixed);
  });

  test("images without a part fill up what is asked", () => {
    const fixed = fixedParts([
      ["test", 4],
      [null, 16],
    ]);
    const parts = drawSplit(twenty({ fixed, train: 12, test: 6 }));
    expect(parts.slice(0, 4)).toEqual(["test", "test", "test", "test"]);
    expect(parts.filter((part) => part === "test")).toHaveLength(6);
    expect(parts.filter((part) => part === "train")).toHaveLength(12);
    expect(parts.filter((part) => part === null)).toHaveLength(2);
  });

  test("beside a large prescribed test set, a fraction for training gets what is left", () => {
    const fixed = fixedParts([
      ["test", 10],
      [null, 10],
    ]);
    const parts = drawSplit(twenty({ fixed }));
    expect(parts.slice(10)).toEqual(Array<Part>(10).fill("train"));
  });

  test("a copy of an image with a part goes with it", () => {
    const keys = twenty({}).keys.map((key, i) => (i === 19 ? "hash-0-0123456789abcdef" : key));
    const fixed = fixedParts([
      ["test", 1],
      [null, 19],
    ]);
    expect(drawSplit(twenty({ fixed, keys }))[19]).toBe("test");
  });

  test("a prescribed validation set counts as validation; images prescribed to train stay", () => {
    const fixed = fixedParts([
      ["train", 8],
      ["validation", 2],
      [null, 10],
    ]);
    const parts = drawSplit(twenty({ fixed, train: 14, test: 6, validation: 0.25 }));
    expect(parts.slice(0, 8)).toEqual(Array<Part>(8).fill("train"));
    expect(parts.filter((part) => part === "validation")).toHaveLength(4);
  });
});

const count = (parts: readonly Part[], part: Part) => parts.filter((own) => own === part).length;

describe("a validation part", () => {
  test("alone leaves the rest to draw from, in proportion to the rest", () => {
    const fixed = fixedParts([
      ["validation", 8],
      [null, 12],
    ]);
    const parts = drawSplit(twenty({ fixed }));
    expect(parts.slice(0, 8)).toEqual(Array<Part>(8).fill("validation"));
    expect([count(parts, "train"), count(parts, "test")]).toEqual([8, 4]);
    const few = drawSplit(twenty({ fixed, train: 4, test: 4 }));
    expect([count(few, "train"), count(few, "test"), count(few, null)]).toEqual([4, 4, 4]);
    expect(() => drawSplit(twenty({ fixed, train: 10, test: 4 }))).toThrow(
      /asks for 10 training and 4 test images, 14 together, but the data set has 12/,
    );
  });

  test("alone does not hide a class that has nothing else", () => {
    const labels = Int32Array.from({ length: 20 }, (_, i) => (i < 4 ? 1 : 0));
    const fixed = fixedParts([
      ["validation", 3],
      [null, 17],
    ]);
    expect(() => drawSplit(twenty({ fixed, labels }))).toThrow(
      'The class "drawing" has 1 image; it needs at least 2',
    );
  });

  test("that is asked for but not prescribed is held back from the training images", () => {
    const fixed = fixedParts([
      ["train", 12],
      ["test", 8],
    ]);
    const parts = drawSplit(twenty({ fixed, validation: 0.25 }));
    expect(count(parts.slice(0, 12), "validation")).toBe(3);
    expect(count(parts.slice(0, 12), "train")).toBe(9);
    expect(parts.slice(12)).toEqual(Array<Part>(8).fill("test"));
    expect(drawSplit(twenty({ fixed, validation: 0 }))).toEqual(fixed);
  });
});

describe("gaps", () => {
  const input = { labels: Int32Array.from([0, 0, 1, 1, 2]), classNames: ["a", "b", "c"] };

  test("a test set of one class, and classes without test images, are named", () => {
    expect(warnOfGaps(["train", "test", "train", "train", "train"], input)).toEqual([
      'The only test image is of the class "a": nothing is measured of the other classes.',
    ]);
    expect(warnOfGaps(["validation", "test", "validation", "test", "train"], input)).toEqual([
      'No test image is of the class "c": nothing is measured of it.',
      'No validation image is of the class "c": nothing is measured of it.',
    ]);
    expect(warnOfGaps(["train", "test", "train", "test", "test"], input)).toEqual([]);
  });
});

describe("refusals", () => {
  test.each<[string, Partial<SplitInput>, string, RegExp]>([
    [
      "more than there is",
      { train: 15, test: 10 },
      "TOO_FEW_IMAGES",
      /asks for 15 training and 10 test images, 25 together, but the data set has 20\./,
    ],
    [
      "more than there is beside prescribed parts",
      {
        train: 15,
        test: 5,
        fixed: fixedParts([
          ["test", 10],
          [null, 10],
        ]),
      },
      "TOO_FEW_IMAGES",
      /the data set has 20, of which 10 have a prescribed part/,
    ],
    [
      "fewer training images than classes",
      { train: 1, test: 10 },
      "TOO_FEW_IMAGES",
      /asks for 1 training image, but there are 2 classes/,
    ],
    [
      "a class of one image",
      { labels: Int32Array.from({ length: 20 }, (_, i) => (i === 7 ? 1 : 0)) },
      "TOO_FEW_IMAGES",
      /The class "drawing" has 1 image; it needs at least 2: one to train on and one to test on/,
    ],
    [
      "a class without images",
      { labels: new Int32Array(20), stratify: false },
      "TOO_FEW_IMAGES",
      /The class "drawing" has 0 images; it needs at least 1 to train on/,
    ],
    [
      "a class that is one image",
      { keys: Array.from({ length: 20 }, (_, i) => (i % 2 ? "same" : `hash-${i}`)) },
      "TOO_FEW_IMAGES",
      /The class "drawing" has 10 images, but none of them is left for/,
    ],
    [
      "a split column without test images",
      { fixed: Array<Part>(20).fill("train") },
      "TOO_FEW_IMAGES",
      /has no test image/,
    ],
    [
      "a split column that trains on one class",
      { fixed: Array.from({ length: 20 }, (_, i) => (i % 2 ? "test" : "train")) },
      "TOO_FEW_IMAGES",
      /The class "drawing" has 10 images, but none of them is left for training/,
    ],
    [
      "an image in two parts",
      {
        fixed: fixedParts([
          ["train", 10],
          ["test", 10],
        ]),
        keys: Array.from({ length: 20 }, (_, i) => `0123456789abcdef-${i % 19}`),
        sources: Array.from({ length: 20 }, (_, i) => `${i}.png`),
      },
      "MANIFEST_INVALID",
      /The same image \(hash 0123456789ab\) is put into both train and test by the data set as "0\.png" and "19\.png"/,
    ],
    [
      "a group in two parts",
      {
        fixed: fixedParts([
          ["train", 10],
          ["test", 10],
        ]),
        groups: Array.from({ length: 20 }, (_, i) => (i === 9 || i === 10 ? "patient 4" : null)),
      },
      "MANIFEST_INVALID",
      /\(group "patient 4"\) is put into both train and test/,
    ],
    ["a key too few", { keys: ["a"] }, "SHAPE_MISMATCH", /20 labels, but 1, 20, 20 keys/],
  ])("%s", (...[, settings, code, message]) => {
    const draw = () => drawSplit(twenty(settings));
    expect(draw).toThrow(expect.objectContaining({ code }));
    expect(draw).toThrow(message);
  });
});
