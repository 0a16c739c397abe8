import { expect, test } from "vitest";
import { comparedRun } from "../../testing/fixtures.ts";
import { diffSettings } from "./settings.tsx";

test("only what differs: what both have, what one has alone, what they ran on; the most important first", () => {
  const tuned = comparedRun("hh", {
    method: "fine-tuned",
    config: { kind: "fine-tuned", epochs: 8, headLearningRate: 0.001, learningRate: 0.1 },
    environment: { node: "20.20.2", gitCommit: "a" },
    backend: "tensorflow",
  });
  const scratch = comparedRun("hm", {
    config: { kind: "scratch", epochs: 8, learningRate: "auto" },
    environment: { node: "20.20.2", gitCommit: "b" },
  });
  expect(diffSettings([tuned, scratch])).toEqual([
    { name: "method", kind: "differs", values: ["fine-tuned", "scratch"] },
    { name: "learningRate", kind: "differs", values: ["0.1", "auto"] },
    { name: "headLearningRate", kind: "own", values: ["0.001", null] },
    { name: "device.backend", kind: "environment", values: ["tensorflow", "wasm"] },
    { name: "environment.gitCommit", kind: "environment", values: ["a", "b"] },
  ]);
});

test("equal runs differ in nothing", () => {
  expect(diffSettings([comparedRun("hh"), comparedRun("mm")])).toEqual([]);
});
