import { judgeRuns } from "@graft/core/analysis/comparability";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import { preparePairs } from "./pairs.tsx";

const best = comparedRun("hhhhhhhm", { id: 1, method: "fine-tuned" });

test("a pair in words and numbers, the better run first", () => {
  const worse = comparedRun("hhhhhmmh", { id: 2 });
  const [pair] = preparePairs(judgeRuns([best, worse]).pairs);
  expect(pair).toMatchObject({
    key: "2 1",
    methods: ["fine-tuned", "scratch"],
    clear: false,
    difference: "+12.5 points",
    onlyOne: "2 : 1",
    onlyOneText: "2 by fine-tuned only, 1 by scratch only",
    pValue: "1",
  });
  expect(pair?.interval).toMatch(/^−\d+\.\d to \+\d+\.\d$/);
});

test("a pair that was not tested says why, and has no numbers", () => {
  const { split } = runDetail();
  const elsewhere = comparedRun("hhhhhmmm", { id: 2, split: { ...split, fingerprint: "t" } });
  const [pair] = preparePairs(judgeRuns([best, elsewhere]).pairs);
  expect(pair).toMatchObject({
    verdict:
      "fine-tuned and scratch: not tested, because they were trained and tested on different splits.",
    clear: false,
    difference: "–",
    onlyOneText: null,
    pValue: "–",
  });
});
