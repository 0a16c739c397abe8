/**
 * Of a report of StrykerJS: how many planted faults the tests found.
 *
 * @param {{ files: Record<string, { mutants: { status: string }[] }> }} report
 * @returns {{ found: number, missed: number, score: number }} `score` in percent, NaN without faults. Faults that do not
 * compile or that were left out count on neither side.
 */
export function scoreOf(report) {
  let [found, missed] = [0, 0];
  for (const { mutants } of Object.values(report.files)) {
    for (const { status } of mutants) {
      if (status === "Killed" || status === "Timeout") found++;
      if (status === "Survived" || status === "NoCoverage") missed++;
    }
  }
  return { found, missed, score: (100 * found) / (found + missed) };
}

/**
 * A Markdown table of the scores, by folder and by file.
 *
 * @param {{ place: string, report: object }[]} results
 * @returns {string}
 */
export function mutationReport(results) {
  const rows = results.flatMap(({ place, report }) => [
    row(`**${place}**`, report),
    ...Object.entries(report.files).map(([file, one]) =>
      row(file.replace(/^src\//, ""), { files: { [file]: one } }),
    ),
  ]);
  return ["| folder, file | faults | found | score |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function row(name, report) {
  const { found, missed, score } = scoreOf(report);
  const percent = Number.isNaN(score) ? "–" : `${score.toFixed(1)} %`;
  return `| ${name} | ${found + missed} | ${found} | ${percent} |`;
}
