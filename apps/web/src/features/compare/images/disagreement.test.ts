import * as fc from "fast-check";
import { expect, test } from "vitest";
import { comparedRun } from "../../../testing/compared-run.ts";
import { alignImages } from "../align-images.ts";
import { chooseGroup, groupDisagreement } from "./disagreement.ts";

const groupsOf = (...answers: string[]) => {
  const runs = answers.map((letters) => comparedRun(letters));
  const names = answers.map((_, index) => `run ${index}`);
  return groupDisagreement(alignImages(runs).images, names).map(({ label, images }) => [
    label,
    images.map(({ hash }) => hash).join(""),
  ]);
};

test("two runs: only one, only the other, neither, both; the boldest error first", () => {
  expect(groupsOf("hhmmhh", "mMhmhm")).toEqual([
    ["Only run 0 right", "105"],
    ["Only run 1 right", "2"],
    ["Both wrong", "3"],
    ["Both right", "4"],
  ]);
});

test("more runs: by the number of those that err", () => {
  expect(groupsOf("hhhm", "hhmm", "hmmm")).toEqual([
    ["All wrong", "3"],
    ["2 of 3 wrong", "2"],
    ["1 of 3 wrong", "1"],
    ["All right", "0"],
  ]);
});

test("every image is in exactly one group", () => {
  const answers = fc.string({
    unit: fc.constantFrom("h", "m", "H", "M"),
    minLength: 5,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(answers, { minLength: 2, maxLength: 5 }), (runs) => {
      const keys = groupsOf(...runs).flatMap(([, members]) => Array.from(members ?? ""));
      expect(keys.sort().join("")).toBe("01234");
    }),
  );
});

test("the group that is shown: as asked, else the first that divides the runs and is not empty", () => {
  const runs = [comparedRun("hhm"), comparedRun("hhm"), comparedRun("hmm")];
  const groups = groupDisagreement(alignImages(runs).images, ["a", "b", "c"]);
  expect(chooseGroup(groups, null)?.id).toBe("wrong-1");
  expect(chooseGroup(groups, "wrong-2")?.id).toBe("wrong-2");
  expect(chooseGroup(groups, "nothing")?.id).toBe("wrong-1");
  const same = groupDisagreement(alignImages([runs[0]!, runs[0]!]).images, ["a", "b"]);
  expect(chooseGroup(same, null)?.id).toBe("none");
  expect(chooseGroup([], null)).toBeUndefined();
});
