import { accuracyWithoutTwins, describeWithoutTwins } from "@graft/core/analysis/comparability";
import {
  checkPropertyName,
  describeProperty,
  type MeasureOptions,
  measureIntervals,
  measureRun,
  PROPERTY_NAMES,
  type PropertyName,
  SCALAR_NAMES,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import { AppError } from "@graft/core/contract/errors";
import { readTrainCounts } from "@graft/db";
import { type DecisionFlags, parseDecision } from "../measure/class-options.ts";
import { loadRun, readDatabase, type TestedRun } from "../measure/load-run.ts";
import { printable } from "../messages.ts";
import { propertyReport } from "../report/measurements/property-report.ts";
import { runReport } from "../report/measurements/run-report.ts";
import { textTable } from "../report/text-table.ts";

export interface MeasureFlags extends DecisionFlags {
  readonly property: readonly string[];
  readonly properties?: true;
  readonly intervals?: true;
  readonly json?: true;
}

/** `trainer measure`: what the stored predictions of a run say. */
export async function measureCommand(id: string | undefined, flags: MeasureFlags): Promise<void> {
  if (flags.properties) {
    listProperties(flags.json);
    return;
  }
  for (const name of flags.property) checkPropertyName(name);
  const asked = flags.property as PropertyName[];
  if (id === undefined) throw noRun();
  const { tested, options } = await load(id, flags);
  const intervals = flags.intervals ? intervalsOf(tested, options, asked) : null;
  const measurements = measureRun(tested.measurable, {
    ...options,
    timing: tested.timing,
    // A report of some properties needs no others.
    ...(asked.length > 0 && { properties: asked }),
  });
  if (flags.json) {
    console.log(
      JSON.stringify({
        ...plain(tested, asked),
        measurements,
        intervals,
        withoutTwins: accuracyWithoutTwins(tested),
      }),
    );
    return;
  }
  const context = {
    classNames: tested.classNames,
    sources: tested.predictions.map(({ source }) => source),
    truth: tested.predictions.map(({ trueLabel }) => trueLabel),
    columns: process.stdout.columns ?? 80,
    measurements,
    intervals,
  };
  const text =
    asked.length === 0
      ? runReport({
          ...context,
          title: titleOf(tested),
          withoutTwins: describeWithoutTwins(tested),
        })
      : asked.map((name) => propertyReport(name, context)).join("\n\n");
  console.log(printable(text));
}

async function load(
  id: string,
  flags: MeasureFlags,
): Promise<{ tested: TestedRun; options: MeasureOptions }> {
  return await readDatabase(async (db) => {
    const tested = await loadRun(db, id);
    const decision = parseDecision(flags, tested.classNames);
    if (!decision.classPriors) return { tested, options: decision };
    const numClasses = tested.classNames.length;
    const counts = await readTrainCounts(db, { id: tested.run.id, numClasses });
    const total = counts.reduce((sum, count) => sum + count, 0);
    const trainingPriors = counts.map((count) => count / total);
    return { tested, options: { ...decision, trainingPriors } };
  });
}

function intervalsOf(tested: TestedRun, options: MeasureOptions, asked: readonly PropertyName[]) {
  const scalars = SCALAR_NAMES.filter((name) => asked.length === 0 || asked.includes(name));
  return measureIntervals(tested.measurable, {
    ...options,
    properties: scalars satisfies ScalarName[],
  });
}

function titleOf({ run, predictions, classNames }: TestedRun): string {
  const repeat = run.repeat > 0 ? ` #${run.repeat + 1}` : "";
  return `Run ${run.id}: ${run.method}${repeat} of ${run.experiment.name}, ${predictions.length} test images, ${classNames.length} classes`;
}

/** What the numbers are of; with the images where positions of images are among them. */
function plain({ run, predictions, classNames }: TestedRun, asked: readonly PropertyName[]) {
  const { id, method, repeat, experiment } = run;
  const ofImages = asked.length === 0 || asked.some((name) => isOfImages(name));
  const images = predictions.map(({ hash, source }) => ({ hash, source }));
  return {
    run: { id, method, repeat, experiment: experiment.name },
    classNames,
    ...(ofImages && { images }),
  };
}

function isOfImages(name: PropertyName): boolean {
  const { group } = describeProperty(name);
  return group === "example list" || group === "per example";
}

function listProperties(json: true | undefined): void {
  const described = PROPERTY_NAMES.map((name) => ({ name, ...describeProperty(name) }));
  if (json) {
    for (const property of described) console.log(JSON.stringify(property));
    return;
  }
  const rows = described.map(({ name, group, title }) => [name, group, title]);
  console.log(textTable([["property", "group", ""], ...rows]));
}

function noRun(): AppError {
  return new AppError({
    code: "RUN_NOT_FOUND",
    message: "No run was named.",
    hint: "For example: pnpm trainer measure 3. `pnpm trainer list` shows the runs, --properties what can be measured.",
  });
}
