import { expect, test } from "vitest";
import { parseRunView, viewAddress, viewParams } from "./view.tsx";

const FULL = {
  show: "0-1",
  of: "1",
  sort: "unsure",
  page: "3",
  cells: "percent",
  classes: "-recall",
  curve: "1",
  axis: "seconds",
  metric: "learning-rate",
};

test("everything stands in the address, and comes back from it", () => {
  expect(Object.fromEntries(viewParams(parseRunView(FULL, 2)))).toEqual(FULL);
});

test("what is as it is at first is not in the address", () => {
  expect(viewParams(parseRunView({}, 2))).toEqual([]);
});

test("nonsense in the address is as nothing", () => {
  const nonsense = {
    show: "9-9",
    of: "2",
    sort: "toString",
    page: "-1",
    cells: "<script>",
    classes: "__proto__",
    curve: ["1", "1"],
    axis: "length",
  };
  expect(parseRunView(nonsense, 2)).toEqual(parseRunView({}, 2));
});

test("an address changes one thing, and goes back to the first page of other images", () => {
  const to = viewAddress(7, parseRunView(FULL, 2));
  expect(to({ sort: "wrong" })).toBe(
    "/runs/7?show=0-1&of=1&cells=percent&classes=-recall&curve=1&axis=seconds&metric=learning-rate",
  );
  expect(to({ page: 4 })).toContain("page=4");
  expect(viewAddress(7, parseRunView({}, 2))({ show: { kind: "errors" } })).toBe("/runs/7");
});
