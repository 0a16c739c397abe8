/**
 * Counts a vitest JSON report. A test file that could not be loaded counts as one failure.
 *
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | null} report
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    if (
      file.status === "failed" &&
      file.assertionResults.every(({ status }) => status !== "failed")
    ) {
      counts.failed += 1;
    }
    for (const { status } of file.assertionResults) {
      if (status === "passed") counts.passed += 1;
      else if (status === "failed") counts.failed += 1;
      else counts.skipped += 1;
    }
  }
  return counts;
}
