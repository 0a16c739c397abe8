import path from "node:path";
import { createInterface } from "node:readline";
import { percent } from "@graft/core/analysis/format";
import { type Column, tableOf, toCsv } from "@graft/core/analysis/table";
import { DEVICES, type Device } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import {
  leastProbability,
  openPredictor,
  type Predictor,
  predictionSet,
} from "@graft/core/learning/model";
import { graftHome } from "@graft/db/home";
import stringWidth from "string-width";
import { openEngine } from "../engine/open-engine.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { findRun, readDatabase } from "../measure/load-run.ts";
import { counted, printable, quoted } from "../messages.ts";
import { explainImages } from "../model/explain-images.ts";
import { type FoundImages, findImages } from "../model/find-images.ts";
import { type Judgement, judgeImages } from "../model/judge-images.ts";
import { modelInFolder, modelOfRun, type StoredModel } from "../model/stored-model.ts";
import { padEnd, shorten, shortenStart } from "../report/text-table.ts";
import { stopOnSignals } from "./endings.ts";

export interface PredictFlags {
  readonly device: string;
  /** Percent, as typed. */
  readonly coverage?: string;
  /** Folder for the maps of what spoke for each class. */
  readonly explain?: string;
  readonly csv?: true;
  readonly json?: true;
}

/**
 * `trainer predict`: what a run's model says of image files. Exit status 0 when every file was judged, 1 when one
 * could not be read, 130 when stopped.
 */
export async function predictCommand(
  model: string,
  paths: readonly string[],
  flags: PredictFlags,
): Promise<void> {
  if (flags.csv && flags.json) {
    throw new AppError({
      code: "CONFIG_INVALID",
      message: "--csv and --json exclude each other.",
      hint: "Choose one of them; without either there is a table for people.",
    });
  }
  const device = deviceOf(flags.device);
  const coverage = flags.coverage === undefined ? null : coverageOf(flags.coverage);
  const stored = await storedModel(model);
  const stop = stopOnSignals();
  const { signal } = stop;
  try {
    const named = paths.includes("-") ? [...paths, ...(await readLines())] : paths;
    const wanted = named.filter((own) => own !== "-" && own !== "");
    const found = await findImages(wanted, { baseDir: process.cwd(), signal });
    if (found.images.length + found.bad.length === 0) throw nothingFound(found.numLeftOut);
    await openEngine(device);
    installFastLayers();
    const predictor = await openPredictor(stored.description, stored.read);
    const started = performance.now();
    const tally = { read: 0, bad: 0 };
    const judged = judgeAll(predictor, found, signal);
    const judgements = counting(
      flags.explain === undefined
        ? judged
        : explainImages(judged, { predictor, folder: path.resolve(flags.explain), signal }),
      tally,
    );
    const { classNames } = stored.description;
    const sets = coverage === null ? null : setsAt(predictor, coverage);
    if (flags.csv) await printCsv(judgements, { classNames, sets });
    else if (flags.json) await printJson(judgements, { classNames, sets });
    else await printTable(judgements, { classNames, sets }, widthOf(found));
    const seconds = (performance.now() - started) / 1000;
    if (!flags.csv && !flags.json) console.error(`\n${describeTally(tally, seconds)}`);
    predictor.dispose();
    if (tally.bad > 0) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    process.exitCode = 130;
  } finally {
    stop.release();
  }
}

function deviceOf(name: string): Device {
  const device = DEVICES.find((own) => own === name);
  if (device) return device;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `Unknown device ${quoted(name)}.`,
    hint: `The devices are ${DEVICES.join(", ")}.`,
  });
}

/** @returns In (0, 1). */
function coverageOf(text: string): number {
  const percent = Number(text.replace(/%$/, ""));
  if (percent >= 1 && percent < 100) return percent / 100;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `--coverage ${text} is not possible.`,
    hint: "Give a percentage from 1 to below 100, such as 90.",
  });
}

/** Gives the classes that remain possible for an image. @throws {AppError} MODEL_INVALID where the model cannot tell. */
function setsAt({ calibration }: Predictor, coverage: number): Sets {
  if (calibration) {
    const least = leastProbability(calibration.scores, coverage);
    return (probabilities) => predictionSet(probabilities, least);
  }
  throw new AppError({
    code: "MODEL_INVALID",
    message:
      "This model does not know how sure it may be: no images were held out to learn that from.",
    hint: 'Nets need validation images: give the experiment\'s split some, such as "validation": 0.15, and run it again.',
  });
}

async function storedModel(model: string): Promise<StoredModel> {
  if (!/^\d+$/.test(model)) return await modelInFolder(model);
  const run = await readDatabase((db) => findRun(db, model));
  return await modelOfRun(run, graftHome());
}

/** The lines of standard input: a path each. */
async function readLines(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) lines.push(line);
  return lines;
}

function nothingFound(numLeftOut: number): AppError {
  return new AppError({
    code: "DATASET_EMPTY",
    message:
      numLeftOut > 0
        ? `There is no image there, only ${counted(numLeftOut, "other file")}.`
        : "There is no image there.",
    hint: "Name image files, folders with images, or patterns such as 'photos/*.jpg'; - reads paths from standard input.",
  });
}

/** What cannot be opened first, then every image in its order. */
async function* judgeAll(
  predictor: Predictor,
  { images, bad }: FoundImages,
  signal: AbortSignal,
): AsyncGenerator<Judgement, void> {
  for (const { source, reason } of bad) yield { source, error: reason };
  yield* judgeImages(predictor, images, signal);
}

interface Tally {
  read: number;
  bad: number;
}

async function* counting(
  judgements: AsyncIterable<Judgement>,
  tally: Tally,
): AsyncGenerator<Judgement, void> {
  for await (const own of judgements) {
    tally["error" in own ? "bad" : "read"] += 1;
    yield own;
  }
}

function describeTally({ read, bad }: Tally, seconds: number): string {
  const unread = bad > 0 ? `; ${counted(bad, "file")} could not be read` : "";
  const rate = (read / seconds).toPrecision(3);
  return `${counted(read, "image")} in ${seconds.toFixed(1)} s (${rate} a second)${unread}.`;
}

/** Longest name of a file that is shown whole. */
const NAME_WIDTH = 50;

function widthOf({ images, bad }: FoundImages): number {
  const widest = [...images, ...bad].reduce(
    (most, { source }) => Math.max(most, stringWidth(source)),
    0,
  );
  return Math.min(widest, NAME_WIDTH);
}

type Sets = (probabilities: Float64Array) => number[];

interface Words {
  readonly classNames: readonly string[];
  /** Null where no coverage was asked for. */
  readonly sets: Sets | null;
}

/** Images less usual than this are flagged: of images like the training images, one in twenty. */
const UNUSUAL = 0.05;

/** A line per image as soon as it is judged: its most probable classes, and what to doubt. */
async function printTable(
  judgements: AsyncIterable<Judgement>,
  { classNames, sets }: Words,
  width: number,
): Promise<void> {
  for await (const own of judgements) {
    const name = padEnd(printable(shortenStart(own.source, width)), width);
    if ("error" in own) console.log(`${name}  cannot be read: ${printable(own.error)}`);
    else console.log([name, describe(own, { classNames, sets })].join("  "));
  }
}

function describe({ probabilities, usualness }: Judged, { classNames, sets }: Words): string {
  const set = sets?.(probabilities);
  const named = set?.map((k) => printable(classNames[k]!)).join(", ");
  return [
    likeliest(probabilities, classNames),
    ...(set ? [set.length > 0 ? `possible: ${named}` : "possible: none of these"] : []),
    ...(isUnusual(usualness) ? ["unlike the training images"] : []),
  ].join("; ");
}

function isUnusual(usualness: number | null): boolean {
  return usualness !== null && usualness <= UNUSUAL;
}

/** Classes shown in a line, and the least probability of those after the first. */
const SHOWN = 3;
const WORTH_SHOWING = 0.01;

function likeliest(probabilities: Float64Array, classNames: readonly string[]): string {
  return [...probabilities.keys()]
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
    .slice(0, SHOWN)
    .filter((k, rank) => rank === 0 || probabilities[k]! >= WORTH_SHOWING)
    .map((k) => `${printable(shorten(classNames[k]!, 30))} ${percent(probabilities[k]!)}`)
    .join(", ");
}

/** A JSON object per image. */
async function printJson(judgements: AsyncIterable<Judgement>, words: Words): Promise<void> {
  for await (const own of judgements) console.log(JSON.stringify(toJson(own, words)));
}

function toJson(own: Judgement, { classNames, sets }: Words): object {
  if ("error" in own) return { image: own.source, error: own.error };
  const { source, label, probabilities, usualness, seconds } = own;
  const possible = sets?.(probabilities).map((k) => classNames[k]!);
  const byClass = Object.fromEntries(classNames.map((name, k) => [name, probabilities[k]!]));
  const [name, probability] = [classNames[label]!, probabilities[label]!];
  const doubt = {
    possible,
    usualness,
    isUnusual: usualness === null ? null : isUnusual(usualness),
  };
  return { image: source, class: name, probability, probabilities: byClass, ...doubt, seconds };
}

type Judged = Exclude<Judgement, { error: string }>;

function ofJudged(value: (own: Judged) => string | number | null): Column<Judgement>[1] {
  return (own) => ("error" in own ? null : value(own));
}

/** A row per image: class, probability, the probabilities of all classes, and what was wrong. */
async function printCsv(
  judgements: AsyncIterable<Judgement>,
  { classNames, sets }: Words,
): Promise<void> {
  const possible = (own: Judged) =>
    JSON.stringify(sets!(own.probabilities).map((k) => classNames[k]!));
  const columns: Column<Judgement>[] = [
    ["image", ({ source }) => source],
    ["class", ofJudged(({ label }) => classNames[label]!)],
    ["probability", ofJudged(({ label, probabilities }) => probabilities[label]!)],
    ...classNames.map(
      (name, k): Column<Judgement> => [`p(${name})`, ofJudged((own) => own.probabilities[k]!)],
    ),
    ...(sets ? [["possible", ofJudged(possible)] satisfies Column<Judgement>] : []),
    ["usualness", ofJudged(({ usualness }) => usualness)],
    ["seconds", ofJudged(({ seconds }) => seconds)],
    ["error", (own) => ("error" in own ? own.error : null)],
  ];
  for await (const line of toCsv(tableOf(judgements, columns))) process.stdout.write(line);
}
