import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/compared-run.ts";
import { commonestClassShare } from "./baseline.ts";
import { toCompared } from "./compared-run.ts";

test("the most accurate run first, untested ones left out, names unique", () => {
  const { predictions: good } = comparedRun("hhhm");
  const { predictions: bad } = comparedRun("hmmm");
  const compared = toCompared([
    { run: runDetail({ id: 1 }), predictions: bad },
    { run: runDetail({ id: 2 }), predictions: good },
    { run: runDetail({ id: 3, method: "raw-pixels" }), predictions: good },
    { run: runDetail({ id: 4, method: "fine-tuned" }), predictions: [] },
  ]);
  expect(compared.map(({ name, estimate }) => [name, estimate.value])).toEqual([
    ["scratch (run 2)", 0.75],
    ["raw-pixels", 0.75],
    ["scratch (run 1)", 0.25],
  ]);
});

test("the commonest class is the bar to clear, where it is the same for all", () => {
  expect(commonestClassShare([comparedRun("hhh"), comparedRun("mmm")])).toBeCloseTo(2 / 3, 12);
  expect(commonestClassShare([comparedRun("hhh"), comparedRun("hh")])).toBeNull();
  expect(commonestClassShare([])).toBeNull();
});
