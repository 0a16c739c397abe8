import { expect, test } from "vitest";
import {
  arrangeRuns,
  findCaveats,
  findObstacle,
  findObstacles,
  groupComparable,
  nameRuns,
  type RunOrigin,
  type TestedRun,
} from "./index.ts";

/** A run on images 0, 1, … of alternating classes: `h` for a hit, `m` for a miss. */
function tested(answers: string, changes: Partial<RunOrigin> = {}): TestedRun {
  const run = {
    id: 1,
    method: "scratch",
    dataset: { name: "shapes", fingerprint: "f", classNames: ["drawing", "photo"] },
    split: { fingerprint: "s", numTrain: 8, numTest: answers.length },
    experiment: { config: {} },
    environment: {},
    ...changes,
  };
  const predictions = Array.from(answers, (letter, i) => ({
    hash: String(i),
    trueLabel: i % 2,
    predicted: letter === "h" ? i % 2 : 1 - (i % 2),
  }));
  return { run, predictions };
}

const { dataset, split } = tested("hhmm").run;
const elsewhere = { split: { ...split, fingerprint: "t" } };

test("runs on the same images can be compared", () => {
  expect(findObstacle(tested("hhmm"), tested("hmhm", { method: "fine-tuned" }))).toBeNull();
});

test.each([
  [
    "dataset",
    { dataset: { ...dataset, name: "more shapes", fingerprint: "g" } },
    "they use different data sets (shapes and more shapes)",
  ],
  [
    "classes",
    { dataset: { ...dataset, classNames: ["photo", "drawing"] } },
    "they tell different classes apart",
  ],
  ["split", elsewhere, "they were trained and tested on different splits"],
])("another %s is an obstacle", (kind, changes, reason) => {
  expect(findObstacle(tested("hhmm"), tested("hhmm", changes))).toEqual({ kind, reason });
});

test("so are other test images, more or different ones", () => {
  const short = tested("hhm");
  expect(findObstacle(tested("hhmm"), short)?.reason).toBe("they were tested on 4 and on 3 images");
  const { run, predictions } = tested("hhmm");
  const moved = { run, predictions: predictions.toReversed() };
  expect(findObstacle(tested("hhmm"), moved)).toEqual({
    kind: "images",
    reason: "they were tested on different images",
  });
});

test("groups hold the runs that can be compared with each other", () => {
  const runs = [
    tested("hhmm"),
    tested("hhhh", elsewhere),
    tested("mmmm"),
    tested("mmhh", elsewhere),
  ];
  expect(groupComparable(runs)).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(findObstacles(runs).map(({ kind }) => kind)).toEqual(["split"]);
});

test("a method alone names its run, with others it takes the number", () => {
  const runs = [
    { id: 3, method: "scratch" },
    { id: 5, method: "fine-tuned" },
    { id: 9, method: "scratch" },
  ];
  expect(nameRuns(runs)).toEqual(["scratch (run 3)", "fine-tuned", "scratch (run 9)"]);
});

test("runs on one split are joined image by image", () => {
  expect(arrangeRuns([tested("hm"), tested("mh", { id: 2, method: "raw-pixels" })])).toEqual({
    kind: "one split",
    answers: [
      { name: "scratch", correct: [true, false] },
      { name: "raw-pixels", correct: [false, true] },
    ],
  });
});

test("methods over several splits keep one order of the splits", () => {
  const runs = [
    tested("hhhm", { ...elsewhere, id: 4 }),
    tested("hhmm", { id: 1, method: "raw-pixels" }),
    tested("hhhh", { id: 3 }),
    tested("hmmm", { ...elsewhere, id: 2, method: "raw-pixels" }),
  ];
  const images = ["0", "1", "2", "3"];
  const answers = (values: number[]) => ({ images, values });
  expect(arrangeRuns(runs)).toEqual({
    kind: "several splits",
    numSplits: 2,
    numTrain: 8,
    numTest: 4,
    methods: [
      {
        name: "scratch",
        accuracies: [0.75, 1],
        answers: [answers([1, 1, 1, 0]), answers([1, 1, 1, 1])],
      },
      {
        name: "raw-pixels",
        accuracies: [0.25, 0.5],
        answers: [answers([1, 0, 0, 0]), answers([1, 1, 0, 0])],
      },
    ],
  });
});

test.each([
  [[tested("hh"), tested("hm")], /Run 1 was given twice/],
  [
    [
      tested("hh"),
      tested("hm", { id: 5, dataset: { ...dataset, name: "others", fingerprint: "g" } }),
    ],
    /Runs 1 and 5 cannot be compared: they use different data sets \(shapes and others\)/,
  ],
  [
    [tested("hhh"), tested("hm", { id: 5 })],
    /Runs 1 and 5 cannot be compared: they were tested on 3 and on 2 images/,
  ],
  [
    [tested("hhmm"), tested("hhmm", { ...elsewhere, id: 2, method: "raw-pixels" })],
    /scratch is there not at all on one of them/,
  ],
  [
    [
      tested("hhmm"),
      tested("hhmm", { id: 2 }),
      tested("hhmm", { ...elsewhere, id: 3, method: "scratch" }),
    ],
    /scratch is there more than once on one of them/,
  ],
  [
    [
      tested("hhmm"),
      tested("hhmm", { id: 2, split: { fingerprint: "t", numTrain: 9, numTest: 4 } }),
    ],
    /splits of these runs are of different sizes/,
  ],
])("refuses to arrange %#", (runs, message) => {
  expect(() => arrangeRuns(runs)).toThrow(message);
  expect(() => arrangeRuns(runs)).toThrow(expect.objectContaining({ code: "RUNS_NOT_COMPARABLE" }));
});

const made = (id: number, changes: Partial<RunOrigin>) => tested("h", { id, ...changes }).run;

const net = (sha256: string, inputRange: readonly number[]) => ({
  backbone: { sha256, inputRange, cut: "auto" },
});

test("what differs in preparation, net and code is told with the runs it concerns", () => {
  const [one, two] = ["a".repeat(64), "b".repeat(64)];
  const runs = [
    made(1, {
      experiment: { config: { dataset: { imageSize: 224 } } },
      environment: { ...net(one, [-1, 1]), gitCommit: "c".repeat(40), gitDirty: false },
    }),
    made(2, {
      experiment: { config: { dataset: { imageSize: 128 } } },
      environment: { ...net(two, [0, 1]), gitCommit: "d".repeat(40), gitDirty: true },
    }),
    made(3, {
      experiment: { config: { dataset: { imageSize: 224 } } },
      environment: { ...net(one, [-1, 1]), gitCommit: "c".repeat(40), gitDirty: true },
    }),
  ];
  expect(findCaveats([runs[2]!, runs[1]!, runs[0]!])).toEqual([
    { kind: "imageSize", message: "Image sizes differ: 224 px (runs 1 and 3), 128 px (run 2)." },
    { kind: "inputRange", message: "Input ranges differ: [-1,1] (runs 1 and 3), [0,1] (run 2)." },
    {
      kind: "backbone",
      message: "Backbones differ: aaaaaaaaaa (runs 1 and 3), bbbbbbbbbb (run 2).",
    },
    {
      kind: "commit",
      message: "Commits of the code differ: cccccccccc (runs 1 and 3), dddddddddd (run 2).",
    },
    {
      kind: "uncommitted",
      message:
        "Code with changes that were not committed made runs 2 and 3: nobody can tell what it was.",
    },
  ]);
});

test("what is unknown, or of no matter to a method, is no difference", () => {
  const backbone = { kind: "file", path: "a.json" };
  const runs = [
    made(1, { environment: { gitCommit: null, gitDirty: null } }),
    made(2, { environment: { gitCommit: "c".repeat(40) } }),
    made(3, { method: "raw-pixels", experiment: { config: { backbone: { kind: "built-in" } } } }),
    made(4, { experiment: { config: { backbone } } }),
    made(5, { experiment: { config: { backbone: { ...backbone, cut: "block_3" } } } }),
  ];
  expect(findCaveats(runs)).toEqual([]);
});

test("a run whose training diverged is named before all else", () => {
  const fine = tested("hhmm", { environment: { gitCommit: "a" } });
  const wild = tested("mmmm", { id: 2, environment: { gitCommit: "b" }, diverged: true });
  expect(findCaveats([fine.run, wild.run]).map(({ kind, message }) => [kind, message])).toEqual([
    [
      "diverged",
      "The training of run 2 diverged, so its accuracy says little about the method: lower its learning rate.",
    ],
    ["commit", "Commits of the code differ: a (run 1), b (run 2)."],
  ]);
});
