import { expect, test } from "vitest";
import { environmentFacts } from "./environment-facts.ts";

test("known fields read well, unknown ones are shown as they are", () => {
  const facts = environmentFacts({
    gitCommit: "6275144f0c0ffee0ddba",
    gitDirty: true,
    lockfileHash: "9f86d081884c7d65",
    node: "20.20.2",
    memory: 8 * 2 ** 30,
    gpu: { name: "none" },
  });
  expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    "node: 20.20.2",
    "gpu.name: none",
    "memory: 8.0 GiB",
    "commit: 6275144f0c, with changes that are not committed",
    "lockfile: 9f86d08188",
  ]);
});

test("what was not known is not shown", () => {
  expect(environmentFacts({ gitCommit: null, gitDirty: null, lockfileHash: null })).toEqual([]);
});
