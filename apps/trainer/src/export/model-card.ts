import { describeWithoutTwins } from "@graft/core/analysis/comparability";
import { percent } from "@graft/core/analysis/format";
import { measureRun } from "@graft/core/analysis/metrics";
import { wilsonInterval } from "@graft/core/analysis/stats";
import type { TestedRun } from "../measure/load-run.ts";
import { quoted } from "../messages.ts";
import type { Certificate } from "./certify.ts";

/** Classes in the table; of more, those with the lowest F1. */
const MOST_CLASSES = 50;

/**
 * The README of an exported model: what it is, how to use it, how well it does, and on what it was not tested.
 *
 * @param about.usage How a program uses it, as Markdown.
 */
export function describeModel(
  tested: TestedRun,
  { certificate, format, usage }: { certificate: Certificate; format: string; usage: string },
): string {
  const { run, predictions, measurable, classNames } = tested;
  const correct = predictions.filter(({ trueLabel, predicted }) => trueLabel === predicted).length;
  const { low, high } = wilsonInterval(correct, predictions.length);
  const accuracy = correct / predictions.length;
  const { numTrain, numValidation, numTest } = run.split;
  const numClasses = classNames.length;
  const cautions = [
    describeWithoutTwins(tested),
    run.diverged ? "The training diverged: its last epochs were worse than earlier ones." : null,
  ];
  return `# ${titleOf(run)}

An image classifier, exported from Graft as ${format}.

| | |
| --- | --- |
| classes | ${classNames.length}: ${classNames.slice(0, 20).map(cell).join(", ")}${classNames.length > 20 ? ", …" : ""} |
| method | ${run.method}, run ${run.id} of the experiment ${cell(run.experiment.name)} |
| data set | ${cell(run.dataset.name)}, fingerprint \`${run.dataset.fingerprint}\` |
| images | ${numTrain} for training, ${numValidation} for validation, ${numTest} for testing |
| test accuracy | ${percent(accuracy)} (${correct} of ${predictions.length}), 95% interval ${percent(low)} to ${percent(high)} |

${cautions
  .filter((line) => line !== null)
  .map((line) => `**${line}**\n`)
  .join("\n")}
## Using it

${usage}

## Per class${numClasses > MOST_CLASSES ? ` (${MOST_CLASSES} of ${numClasses}, the lowest F1 first)` : ""}

| class | test images | precision | recall | F1 |
| --- | ---: | ---: | ---: | ---: |
${classRows(measurable, classNames).join("\n")}

## Certificate

${certificate.runtime} judged the run's ${certificate.numImages} test images with this file: ${certificate.numChanged} changed their class, and no probability differs by more than ${certificate.largestDifference.toExponential(1)} from the measured one (\`certificate.json\`). They were judged at the model's own size, as Graft had resized them; that images of other sizes are resized in the same way is tested for Graft as a whole, not for this file.

## What it was not tested on

Images of other sources than the data set's, images of none of these classes, and anything that changed since. It always names one of its classes.
`;
}

function titleOf({ id, name, experiment }: TestedRun["run"]): string {
  return cell(name ?? `${experiment.name}, run ${id}`);
}

function classRows(measurable: TestedRun["measurable"], classNames: readonly string[]): string[] {
  const { precision, recall, f1Score } = measureRun(measurable, {
    properties: ["precision", "recall", "f1Score"],
  });
  const support = classNames.map(
    (_, k) => Array.from(measurable.truth).filter((label) => label === k).length,
  );
  return classNames
    .map((name, k) => ({ name, k, f1: f1Score[k] ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (classNames.length > MOST_CLASSES ? a.f1 - b.f1 : a.k - b.k))
    .slice(0, MOST_CLASSES)
    .map(
      ({ name, k }) =>
        `| ${cell(name)} | ${support[k]} | ${shown(precision[k] ?? null)} | ${shown(recall[k] ?? null)} | ${shown(f1Score[k] ?? null)} |`,
    );
}

/** A name from outside on one line of a table, its marks without meaning. */
function cell(name: string): string {
  return quoted(name)
    .slice(1, -1)
    .replaceAll(/[\\`*_{}[\]<>|#!&~$@:]/g, (mark) => `\\${mark}`);
}

function shown(value: number | null): string {
  return value === null ? "–" : percent(value);
}
