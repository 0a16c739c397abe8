import { accuracyWithoutTwins, judgeRuns, type RunPair } from "@graft/core/analysis/comparability";
import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { ComparedRun } from "../compare/compared-run.ts";
import { type AlignedImage, alignImages, sharedImages } from "../compare/images.ts";
import { diffSettings } from "../compare/settings.tsx";
import type { SettingRow } from "../compare/tables.tsx";
import { measurementsTable } from "./run-tables.ts";

/** Runs that are compared. */
export interface Compared {
  /** Two or more, the most accurate first. */
  readonly runs: readonly ComparedRun[];
}

/** The tables of a comparison, by name. */
export const COMPARE_TABLES: Readonly<Record<string, (compared: Compared) => Table>> = {
  runs: comparedTable,
  measurements: measuredTable,
  pairs: pairsTable,
  images: imagesTable,
  settings: settingsTable,
};

/** The accuracies with their intervals, as the plot shows them. */
function comparedTable({ runs }: Compared): Table {
  return tableOf<ComparedRun>(runs, [
    ["run", ({ run }) => run.id],
    ["method", ({ run }) => run.method],
    ["experiment", ({ run }) => run.experiment.name],
    ["repeat", ({ run }) => run.repeat + 1],
    ["accuracy", ({ estimate }) => estimate.value],
    ["accuracyLow", ({ estimate }) => estimate.low],
    ["accuracyHigh", ({ estimate }) => estimate.high],
    ["testImages", ({ predictions }) => predictions.length],
    ["twins", (compared) => accuracyWithoutTwins(compared)?.numTwins ?? 0],
    [
      "accuracyWithoutTwins",
      (compared) => {
        const twinless = accuracyWithoutTwins(compared);
        return twinless ? twinless.without : compared.estimate.value;
      },
    ],
  ]);
}

function measuredTable({ runs }: Compared): Table {
  return measurementsTable(
    runs.map(({ name, run, predictions }) => {
      return { name, numClasses: run.dataset.classNames.length, predictions };
    }),
  );
}

type Pair = RunPair<ComparedRun>;
type Tested = Exclude<Pair["result"], { reason: string }>;

/** A value of a pair that was tested; null for the others. */
function tested<Value>(value: (result: Tested) => Value) {
  return ({ result }: Pair) => ("reason" in result ? null : value(result));
}

function pairsTable({ runs }: Compared): Table {
  const { pairs, withoutTwins } = judgeRuns(runs);
  const rest = withoutTwins ? (withoutTwins.judgement?.pairs ?? []) : pairs;
  /** A value of the same pair without twins; it may have another run as A there. */
  const twinless = (value: (result: Tested, isTurned: boolean) => number) => (pair: Pair) => {
    const [a, b] = [pair.a.run.id, pair.b.run.id];
    const same = rest.find((other) => {
      const [otherA, otherB] = [other.a.run.id, other.b.run.id];
      return (otherA === a && otherB === b) || (otherA === b && otherB === a);
    });
    if (!same || "reason" in same.result) return null;
    return value(same.result, same.a.run.id !== a);
  };
  return tableOf<Pair>(pairs, [
    ["a", ({ a }) => a.run.id],
    ["b", ({ b }) => b.run.id],
    ["methodA", ({ a }) => a.run.method],
    ["methodB", ({ b }) => b.run.method],
    ["accuracyOfBMinusA", tested(({ difference }) => difference)],
    ["low", tested(({ interval }) => interval?.low ?? null)],
    ["high", tested(({ interval }) => interval?.high ?? null)],
    ["bothRight", tested(({ both }) => both)],
    ["onlyARight", tested(({ onlyA }) => onlyA)],
    ["onlyBRight", tested(({ onlyB }) => onlyB)],
    ["bothWrong", tested(({ neither }) => neither)],
    ["pValue", tested(({ pValue }) => pValue)],
    ["correctedPValue", tested(({ correctedPValue }) => correctedPValue)],
    ["isClear", tested(({ isClear }) => isClear)],
    ["verdict", tested(({ verdict }) => verdict)],
    [
      "accuracyOfBMinusAWithoutTwins",
      twinless(({ difference }, isTurned) => (isTurned ? -difference : difference)),
    ],
    ["pValueWithoutTwins", twinless(({ pValue }) => pValue)],
    ["correctedPValueWithoutTwins", twinless(({ correctedPValue }) => correctedPValue)],
    ["notTested", ({ result }) => ("reason" in result ? result.reason : null)],
  ]);
}

/** Every image on which all the runs were tested, with their predictions. */
function imagesTable({ runs }: Compared): Table {
  const { classNames, images } = alignImages(runs);
  const nameOf = (label: number | null | undefined) => classNames[label ?? -1] ?? null;
  return tableOf<AlignedImage>(sharedImages(images), [
    ["source", ({ source }) => source],
    ["hash", ({ hash }) => hash],
    ["trueClass", ({ truth }) => nameOf(truth)],
    ["numWrong", ({ truth, predicted }) => predicted.filter((label) => label !== truth).length],
    ...runs.flatMap(({ name }, i): Column<AlignedImage>[] => [
      [`${name}: predictedClass`, ({ predicted }) => nameOf(predicted[i])],
      [`${name}: probability`, ({ probabilities }) => probabilities[i] ?? null],
      [`${name}: correct`, ({ truth, predicted }) => predicted[i] === truth],
    ]),
  ]);
}

function settingsTable({ runs }: Compared): Table {
  return tableOf<SettingRow>(diffSettings(runs), [
    ["setting", ({ name }) => name],
    ...runs.map(
      ({ name }, i): Column<SettingRow> => [`value of ${name}`, ({ values }) => values[i] ?? null],
    ),
  ]);
}
