import { expect, test } from "vitest";
import { countTests } from "./test-report.mjs";

function file(status, ...statuses) {
  return { status, assertionResults: statuses.map((own) => ({ status: own })) };
}

test("counts what passed, failed and was skipped", () => {
  const report = {
    testResults: [
      file("passed", "passed", "passed", "pending"),
      file("failed", "passed", "failed", "todo"),
    ],
  };
  expect(countTests(report)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test("a file that could not be loaded is one failure, and no report is no test", () => {
  expect(countTests({ testResults: [file("failed")] })).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  expect(countTests(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
