import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/compared-run.ts";
import { groupComparable, reasonsAgainst, whyNotComparable } from "./comparability.ts";

const { dataset, split } = runDetail();
const a = comparedRun("hhmm");

test("runs on the same pictures can be compared", () => {
  expect(whyNotComparable(a, comparedRun("hmhm", { method: "fine-tuned" }))).toBeNull();
});

test.each([
  [
    "other data",
    { dataset: { ...dataset, name: "more shapes", fingerprint: "g" } },
    "different data sets (shapes and more shapes)",
  ],
  [
    "other classes",
    { dataset: { ...dataset, classNames: ["photo", "drawing"] } },
    "different classes",
  ],
  ["another split", { split: { ...split, fingerprint: "t" } }, "different splits"],
])("%s: they cannot", (_name, changes, reason) => {
  expect(whyNotComparable(a, comparedRun("hhmm", changes))).toContain(reason);
});

test("a run that lacks predictions cannot be compared with one that has them", () => {
  expect(whyNotComparable(a, comparedRun("hhm"))).toBe("they were tested on 4 and on 3 pictures");
});

test("groups hold the runs that can be compared with each other", () => {
  const other = { split: { ...split, fingerprint: "t" } };
  const runs = [a, comparedRun("hhhh", other), comparedRun("mmmm"), comparedRun("mmhh", other)];
  expect(groupComparable(runs)).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(reasonsAgainst(runs)).toEqual(["they were trained and tested on different splits"]);
});
