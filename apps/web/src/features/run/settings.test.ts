import { ExperimentConfig } from "@graft/core/contract";
import { expect, test } from "vitest";
import { runDetail } from "../../testing/fixtures.ts";
import { environmentFacts, repeatRun } from "./settings.tsx";

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

const CONFIG = {
  name: "shapes",
  seed: 1,
  dataset: { kind: "generated" },
  methods: ["raw-pixels", "scratch"],
  repeats: 3,
};
const run = (command: unknown) =>
  runDetail({
    id: 7,
    seed: 99,
    method: "raw-pixels",
    config: { kind: "raw-pixels" },
    environment: { command },
    experiment: { id: 1, name: "shapes", config: CONFIG, numSkipped: 0 },
  });

test("the file makes this run alone: its method, its seed, once; and a trainer reads it", () => {
  const config = repeatRun(run("pnpm trainer run --config shapes.json"))?.config;
  expect(config).toMatchObject({ seed: 99, methods: [{ kind: "raw-pixels" }], repeats: 1 });
  expect(ExperimentConfig.parse(config)).toMatchObject({ name: "shapes", seed: 99 });
});

test.each([
  ["pnpm trainer run --config shapes.json", "run-7.json"],
  ["pnpm trainer run --config experiments/shapes.json --set seed=3", "experiments/run-7.json"],
  ["pnpm trainer run --config=a/b/shapes.json", "a/b/run-7.json"],
  ["pnpm trainer run --config 'my files/shapes.json'", "'my files/run-7.json'"],
  ["pnpm trainer run --config '$(rm -rf x)/shapes.json'", "'$(rm -rf x)/run-7.json'"],
  [undefined, "run-7.json"],
])("the file lies beside the one that made it: %s", (command, file) => {
  expect(repeatRun(run(command))?.command).toBe(`pnpm trainer run --config ${file}`);
});

test("a pretraining is no experiment", () => {
  expect(repeatRun({ ...run(""), method: "pretraining" })).toBeNull();
});
