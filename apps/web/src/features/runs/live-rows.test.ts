import { expect, test } from "vitest";
import { tableRow } from "../../testing/fixtures.ts";
import { addPatches, type LiveRows, patchRows, toWire } from "./live-rows.ts";

const rows = [
  tableRow(1, { status: "running", extra: { "config.l2": 1 }, settings: 7 }),
  tableRow(2),
];
const readAt = new Date(1000);
const sent = (at: number, changes: Parameters<typeof tableRow>[1]): LiveRows => ({
  at,
  rows: [toWire(tableRow(1, changes))],
});
const show = (...all: LiveRows[]) => {
  let patches = new Map() as ReturnType<typeof addPatches>;
  for (const one of all) patches = addPatches(patches, one);
  return patchRows(rows, patches, readAt);
};

test("what was sent since the page was read takes its place, but for what only the page holds", () => {
  const finishedAt = new Date(1500);
  const [first, second] = show(sent(1400, {}), sent(1600, { accuracy: 0.8, finishedAt }));
  expect(first).toEqual({ ...rows[0], status: "finished", accuracy: 0.8, finishedAt });
  expect(second).toBe(rows[1]);
});

test("what was sent while the page was read is not lost, what was sent before it is", () => {
  expect(show(sent(1000, {}))[0]?.status).toBe("finished");
  expect(show(sent(999, {}))[0]?.status).toBe("running");
});
