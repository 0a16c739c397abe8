import { expect, test } from "vitest";
import { comparedRun } from "../../testing/compared-run.ts";
import { diffSettings } from "./settings-diff.ts";

test("only what differs, what matters most first; a setting that is not there is null", () => {
  const tuned = comparedRun("hh", {
    method: "fine-tuned",
    config: { kind: "fine-tuned", epochs: 8, headLearningRate: 0.001 },
    environment: { node: "20.20.2", gitCommit: "a" },
    backend: "tensorflow",
  });
  const scratch = comparedRun("hm", {
    config: { kind: "scratch", epochs: 8 },
    environment: { node: "20.20.2", gitCommit: "b" },
  });
  expect(diffSettings([tuned, scratch])).toEqual([
    { name: "method", values: ["fine-tuned", "scratch"] },
    { name: "headLearningRate", values: ["0.001", null] },
    { name: "device.backend", values: ["tensorflow", "wasm"] },
    { name: "environment.gitCommit", values: ["a", "b"] },
  ]);
});

test("equal runs differ in nothing", () => {
  expect(diffSettings([comparedRun("hh"), comparedRun("mm")])).toEqual([]);
});
