import type { RunTableRow } from "@graft/db";
import { expect, test } from "vitest";
import { arrangeRuns, firstRows } from "./arrange-runs.ts";

const now = new Date("2026-11-24T12:00:00Z");

function run(id: number, changes: Partial<RunTableRow> & { on?: number } = {}): RunTableRow {
  const { on = 1, ...rest } = changes;
  return {
    id,
    experiment: { name: `experiment ${on}`, datasetId: 1, dataset: "shapes" },
    method: "scratch",
    repeat: 0,
    seed: 1,
    splitId: 1,
    status: "finished",
    errorCode: null,
    accuracy: 0.9,
    numTest: 100,
    backend: "wasm",
    progress: null,
    startedAt: new Date(now.getTime() + id * 1000),
    heartbeatAt: null,
    finishedAt: null,
    seconds: null,
    ...rest,
  };
}

const ids = (rows: readonly RunTableRow[]) => rows.map((row) => row.id);
const newest = { sort: "started", direction: "desc", grouped: true, all: true } as const;

test("experiments stand in the order of their newest run", () => {
  const rows = [run(1, { on: 1 }), run(2, { on: 2 }), run(3, { on: 1 })];
  const groups = arrangeRuns(rows, newest, now);
  expect(groups.map((group) => [group.experiment?.name, ids(group.runs)])).toEqual([
    ["experiment 1", [3, 1]],
    ["experiment 2", [2]],
  ]);
});

test("a run without the value comes last in either direction", () => {
  const rows = [run(1, { accuracy: 0.5 }), run(2, { accuracy: null }), run(3, { accuracy: 0.7 })];
  for (const [direction, expected] of [
    ["asc", [1, 3, 2]],
    ["desc", [3, 1, 2]],
  ] as const) {
    const [group] = arrangeRuns(
      rows,
      { sort: "accuracy", direction, grouped: false, all: true },
      now,
    );
    expect(ids(group?.runs ?? [])).toEqual(expected);
  }
});

test("the shortcut compares the newest finished run of each method on one split", () => {
  const rows = [
    run(1, { method: "scratch" }),
    run(2, { method: "fine-tuned" }),
    run(3, { method: "scratch" }),
    run(4, { method: "raw-pixels", accuracy: null, status: "failed" }),
    run(5, { method: "scratch", splitId: 2 }),
  ];
  const [group] = arrangeRuns(rows, newest, now);
  expect(group?.comparisons).toEqual([{ label: null, runIds: [2, 3] }]);
});

const bothMethods = (first: number, changes: Partial<RunTableRow>) => [
  run(first, { method: "scratch", ...changes }),
  run(first + 1, { method: "fine-tuned", ...changes }),
];
const labels = (rows: RunTableRow[]) =>
  arrangeRuns(rows, newest, now)[0]?.comparisons.map(({ label }) => label);

test("several splits are told apart by their repeat, or else by their seed", () => {
  const first = bothMethods(1, {});
  expect(labels([...bothMethods(3, { repeat: 1, splitId: 2 }), ...first])).toEqual([
    "repeat 1",
    "repeat 2",
  ]);
  expect(labels([...first, ...bothMethods(3, { seed: 2, splitId: 2 })])).toEqual([
    "seed 1",
    "seed 2",
  ]);
});

test("the first rows are taken across the groups; a group without any is left out", () => {
  const groups = arrangeRuns([run(3), run(2), run(1, { on: 2 })], newest, now);
  expect(firstRows(groups, 1).map(({ runs }) => ids(runs))).toEqual([[3]]);
  expect(firstRows(groups, 3)).toEqual(groups);
});
