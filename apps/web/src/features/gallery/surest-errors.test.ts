import { expect, test } from "vitest";
import { surestErrors } from "./surest-errors.ts";

test("errors only, the surest first, with the probability of what was said", () => {
  const said = [
    { hash: "right", trueLabel: 0, p: 0.99 },
    { hash: "unsure", trueLabel: 1, p: 0.55 },
    { hash: "sure", trueLabel: 0, p: 0.02 },
  ].map(({ hash, trueLabel, p }, imageId) => ({
    imageId,
    hash,
    source: `${hash}.png`,
    trueLabel,
    predicted: p > 0.5 ? 0 : 1,
    probabilities: [p, 1 - p],
  }));
  expect(surestErrors(said).map(({ hash, probability }) => [hash, probability])).toEqual([
    ["sure", 0.98],
    ["unsure", 0.55],
  ]);
});
