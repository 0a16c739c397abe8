import {
  confusionMatrix,
  describeProperty,
  INTERVAL_NAMES,
  measureClassIntervals,
  measureIntervals,
  measureRun,
  PROPERTY_NAMES,
  SCALAR_NAMES,
} from "@graft/core/analysis/metrics";
import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { SelectionCandidate } from "@graft/core/contract";
import {
  type Db,
  findRuns,
  type RunDetail,
  readMetricRows,
  readPredictions,
  readWords,
  type TestPrediction,
} from "@graft/db";
import { toPredictions } from "../shared/run-words.ts";

/** The tables of one run; null if there is no such run, or it has no such data. */
export function runTables(runId: number) {
  return {
    predictions: (db: Db) => ofPredictions(db, runId, predictionsTable),
    classes: (db: Db) => ofPredictions(db, runId, classesTable),
    confusion: (db: Db) => ofPredictions(db, runId, confusionTable),
    measurements: (db: Db) =>
      ofPredictions(db, runId, (classNames, predictions, { method }) =>
        measurementsTable([{ name: method, numClasses: classNames.length, predictions }]),
      ),
    selection: (db: Db) => readSelection(db, runId),
    metrics: (db: Db) => readMetrics(db, runId),
  };
}

type MakeTable = (
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
  run: RunDetail,
) => Table;

async function ofPredictions(db: Db, runId: number, make: MakeTable): Promise<Table | null> {
  const [run] = await findRuns(db, [runId]);
  const predictions = run ? await readPredictions(db, runId) : [];
  return run && predictions.length > 0 ? make(run.dataset.classNames, predictions, run) : null;
}

async function readSelection(db: Db, runId: number): Promise<Table | null> {
  const { events } = await readWords(db, runId);
  const selection = events.findLast(({ event }) => event.type === "selection")?.event;
  return selection?.type === "selection" ? selectionTable(selection.candidates) : null;
}

async function readMetrics(db: Db, runId: number): Promise<Table | null> {
  const [run] = await findRuns(db, [runId]);
  if (!run) return null;
  return tableOf(readMetricRows(db, runId), [
    ["metric", ({ key }) => key],
    ["epoch", ({ step }) => step],
    ["value", ({ value }) => value],
    ["loggedAt", ({ at }) => at.toISOString()],
  ]);
}

/** A run's prediction for every test image, with the probability of every class. */
export function predictionsTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  return tableOf<TestPrediction>(predictions, [
    ["source", ({ source }) => source],
    ["hash", ({ hash }) => hash],
    ["trueClass", ({ trueLabel }) => classNames[trueLabel] ?? null],
    ["predictedClass", ({ predicted }) => classNames[predicted] ?? null],
    ["correct", ({ trueLabel, predicted }) => trueLabel === predicted],
    ["probability", ({ predicted, probabilities }) => probabilities[predicted] ?? null],
    ...classNames.map(
      (name, label): Column<TestPrediction> => [
        `probability of ${name}`,
        ({ probabilities }) => probabilities[label] ?? null,
      ],
    ),
  ]);
}

interface NamedPredictions {
  readonly name: string;
  readonly numClasses: number;
  readonly predictions: readonly TestPrediction[];
}

type ScalarName = (typeof SCALAR_NAMES)[number];

/** Every single number that the predictions say with its 95% interval, a measurement to a row. */
export function measurementsTable(runs: readonly NamedPredictions[]): Table {
  const columns = runs.flatMap(({ name, numClasses, predictions }): Column<ScalarName>[] => {
    const said = toPredictions(numClasses, predictions);
    const measured = measureRun(said, { properties: SCALAR_NAMES });
    const intervals = measureIntervals(said, { properties: INTERVAL_NAMES });
    return [
      [`value of ${name}`, (property) => measured[property]],
      [`low of ${name}`, (property) => intervals[property]?.low ?? null],
      [`high of ${name}`, (property) => intervals[property]?.high ?? null],
    ];
  });
  return tableOf<ScalarName>(SCALAR_NAMES, [
    ["measurement", (property) => property],
    ["title", (property) => describeProperty(property).title],
    ["unit", (property) => describeProperty(property).unit],
    ...columns,
  ]);
}

const PER_CLASS = PROPERTY_NAMES.filter((name) => describeProperty(name).group === "per class");

const WITH_INTERVAL = ["recall", "precision", "f1Score", "areaUnderROCCurve"] as const;

/** Every measurement of each class, with 95% intervals of those that have one. */
export function classesTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  const said = toPredictions(classNames.length, predictions);
  const measured = measureRun(said, { properties: PER_CLASS });
  const intervals = measureClassIntervals(said);
  return tableOf<number>(classNames.keys(), [
    ["class", (label) => classNames[label] ?? null],
    ...WITH_INTERVAL.flatMap((name): Column<number>[] => [
      [`${name}Low`, (label) => intervals[name][label]?.low ?? null],
      [`${name}High`, (label) => intervals[name][label]?.high ?? null],
    ]),
    ...PER_CLASS.map((name): Column<number> => {
      const values = measured[name] as readonly (number | null)[];
      return [name, (label) => values[label] ?? null];
    }),
  ]);
}

interface Cell {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
  /** Of the images of the true class; null where it has none. */
  readonly share: number | null;
}

/** The confusion matrix, a cell to a row. */
export function confusionTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  const { counts } = confusionMatrix(
    predictions.map(({ trueLabel }) => trueLabel),
    predictions.map(({ predicted }) => predicted),
    classNames.length,
  );
  const cells = counts.flatMap((row, truth) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      truth: classNames[truth] ?? "",
      predicted: classNames[predicted] ?? "",
      count,
      share: support === 0 ? null : count / support,
    }));
  });
  return tableOf<Cell>(cells, [
    ["trueClass", ({ truth }) => truth],
    ["predictedClass", ({ predicted }) => predicted],
    ["count", ({ count }) => count],
    ["shareOfTrueClass", ({ share }) => share],
  ]);
}

/** The candidate classifiers or settings, each parameter in a column of its own. */
function selectionTable(candidates: readonly SelectionCandidate[]): Table {
  const names = new Set(candidates.flatMap(({ parameters }) => Object.keys(parameters)));
  return tableOf<SelectionCandidate>(candidates, [
    ["classifier", ({ classifier }) => classifier],
    ["features", ({ features }) => features ?? null],
    ["logLoss", ({ logLoss }) => logLoss],
    ["accuracy", ({ accuracy }) => accuracy],
    ["chosen", ({ chosen }) => chosen],
    ...[...names].map(
      (name): Column<SelectionCandidate> => [
        `parameter ${name}`,
        ({ parameters }) => parameters[name] ?? null,
      ],
    ),
  ]);
}
