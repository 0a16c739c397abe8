import { expect, test } from "vitest";
import { tableRow } from "../../testing/fixtures.ts";
import { type Arrangement, arrangeRuns, type TableLine } from "./arrange-runs.ts";

const on = (number: number) => ({
  experiment: { name: `experiment ${number}`, datasetId: 1, dataset: "shapes" },
});

function arrange(
  rows: ReturnType<typeof tableRow>[],
  query: Partial<Arrangement["query"]> = {},
  open: string[] = [],
) {
  return arrangeRuns(rows, {
    query: { sort: "started", direction: "desc", group: "experiment", ...query },
    open: new Set(open),
    now: new Date("2026-11-24T12:00:00Z"),
  });
}

/** Lines in few words. */
function show(line: TableLine): string {
  if (line.kind === "heading") return `# ${line.experiment.name} (${line.numRuns})`;
  if (line.kind === "run") return `${line.inner ? "  " : ""}${line.run.id}`;
  const { method, runIds, accuracy } = line;
  return `${method} ${runIds.join(",")} mean ${accuracy?.mean.toFixed(2)} n ${accuracy?.n}`;
}

test("experiments stand in the order of their newest run, pinned runs before the others", () => {
  const rows = [tableRow(1, on(1)), tableRow(2, on(2)), tableRow(3, on(1))];
  expect(arrange(rows).map(show)).toEqual([
    "# experiment 1 (2)",
    "3",
    "1",
    "# experiment 2 (1)",
    "2",
  ]);
  const pinned = rows.map((row) => ({ ...row, pinned: row.id === 1 }));
  expect(arrange(pinned).map(show).slice(0, 3)).toEqual(["# experiment 1 (2)", "1", "3"]);
});

test.each([
  ["asc", ["1", "3", "2"]],
  ["desc", ["3", "1", "2"]],
] as const)("a run without the value comes last, %s", (direction, expected) => {
  const rows = [
    tableRow(1, { accuracy: 0.5 }),
    tableRow(2, { accuracy: null }),
    tableRow(3, { accuracy: 0.7 }),
  ];
  expect(arrange(rows, { sort: "accuracy", direction, group: "none" }).map(show)).toEqual(expected);
});

test("numbers stand before words where a setting has both", () => {
  const rows = ["auto", 0.5, 3].map((cut, at) =>
    tableRow(at + 1, { extra: { "config.cut": cut } }),
  );
  const lines = arrange(rows, { sort: "config.cut", direction: "asc", group: "none" });
  expect(lines.map(show)).toEqual(["2", "3", "1"]);
});

test("repeats are one line with mean and n, and open to their runs", () => {
  const rows = [
    tableRow(1, { accuracy: 0.8, settings: 1 }),
    tableRow(2, { accuracy: 0.9, settings: 1, seed: 2 }),
    tableRow(3, { accuracy: 0.95, settings: 3, method: "fine-tuned" }),
    tableRow(4, { accuracy: null, settings: 1, seed: 3 }),
  ];
  const query = { sort: "accuracy", direction: "desc", group: "repeats" } as const;
  expect(arrange(rows, query).map(show)).toEqual([
    "# experiment 1 (4)",
    "fine-tuned 3 mean 0.95 n 1",
    "scratch 2,1,4 mean 0.85 n 2",
  ]);
  expect(arrange(rows, query, ["repeats 1"]).map(show).slice(2)).toEqual([
    "scratch 2,1,4 mean 0.85 n 2",
    "  2",
    "  1",
    "  4",
  ]);
});

const repeatsOf = (accuracies: number[]) => {
  const rows = accuracies.map((accuracy, i) =>
    tableRow(i + 1, { accuracy, settings: 1, seed: i, splitId: i }),
  );
  const [, line] = arrange(rows, { group: "repeats" });
  return line?.kind === "repeats" ? line.accuracy : null;
};

test("the interval of repeats is wider than that of independent draws: their splits share images", () => {
  // s² = 0.0007, t = 4.30265 for 2 degrees of freedom, and 1/3 + 100/200 for the splits.
  const half = 4.30265 * Math.sqrt(0.0007 * (1 / 3 + 100 / 200));
  const found = repeatsOf([0.86, 0.9, 0.91]);
  expect(found?.low).toBeCloseTo(0.89 - half, 6);
  expect(found?.high).toBeCloseTo(0.89 + half, 6);
});

test("an interval is no narrower than the test images allow, and none that would say nothing is shown", () => {
  // 89 % of 100 images: 1.96 √((1/3 + 100/200) 0.89 · 0.11 / 99) is 5.6 points; the spread alone gives 2.3.
  const narrow = repeatsOf([0.884, 0.89, 0.896]);
  const half = 1.959964 * Math.sqrt(((1 / 3 + 100 / 200) * 0.89 * 0.11) / 99);
  expect(narrow?.high).toBeCloseTo(0.89 + half, 6);
  expect(repeatsOf([0.8, 0.9, 0.3])).toMatchObject({
    low: null,
    unknown: "the splits differ too much for an interval",
  });
});

test("a run that was made again is not another repeat: the newest on its split with its seed counts", () => {
  const rows = [0.8, 0.8, 0.9].map((accuracy, i) => tableRow(i + 1, { accuracy }));
  const mean = (all: typeof rows) => {
    const [, line] = arrange(all, { group: "repeats" });
    return line?.kind === "repeats" ? line.accuracy : null;
  };
  expect(mean(rows)).toMatchObject({ mean: 0.9, n: 1, low: null, high: null });
  expect(mean([...rows, tableRow(4, { accuracy: 0.7, splitId: 2 })])).toMatchObject({ n: 2 });
});

test("one split repeated is one split: the mean with its range, no interval of no width", () => {
  const rows = [0.6, 0.6, 0.6].map((accuracy, i) => tableRow(i + 1, { accuracy, seed: i }));
  const [, line] = arrange(rows, { group: "repeats" });
  expect(line?.kind === "repeats" && line.accuracy).toMatchObject({
    mean: 0.6,
    n: 3,
    numSplits: 1,
    low: null,
    high: null,
    unknown: "an interval needs 3 different splits",
  });
  // Three splits of one accuracy have no spread to judge by either.
  const equal = rows.map((row, i) => ({ ...row, splitId: i }));
  const [, level] = arrange(equal, { group: "repeats" });
  expect(level?.kind === "repeats" && level.accuracy).toMatchObject({
    numSplits: 3,
    low: null,
    unknown: "it is the same on every split",
  });
});

const comparisons = (rows: ReturnType<typeof tableRow>[]) => {
  const [heading] = arrange(rows);
  return heading?.kind === "heading" ? heading.comparisons : [];
};

test("the shortcut compares the newest finished run of each method on one split", () => {
  const rows = [
    tableRow(1, { method: "scratch" }),
    tableRow(2, { method: "fine-tuned" }),
    tableRow(3, { method: "scratch" }),
    tableRow(4, { method: "raw-pixels", accuracy: null, status: "failed" }),
    tableRow(5, { method: "scratch", splitId: 2 }),
  ];
  expect(comparisons(rows)).toEqual([{ label: null, runIds: [2, 3] }]);
});

const both = (first: number, changes: Parameters<typeof tableRow>[1]) => [
  tableRow(first, { method: "scratch", ...changes }),
  tableRow(first + 1, { method: "fine-tuned", ...changes }),
];

const labels = (changes: Parameters<typeof tableRow>[1]) =>
  comparisons([...both(3, { splitId: 2, ...changes }), ...both(1, {})]).map(({ label }) => label);

test("several splits are told apart by their repeat, or else by their seed", () => {
  expect(labels({ repeat: 1 })).toEqual(["repeat 1", "repeat 2"]);
  expect(labels({ seed: 2 })).toEqual(["seed 1", "seed 2"]);
});
