import { byteSize, duration, percent, rate } from "@graft/core/analysis/format";
import type { RunEvent, SelectionCandidate } from "@graft/core/contract";
import { counted } from "../messages.ts";
import { describeSummary } from "./describe-data.ts";
import type { ExperimentEvent } from "./reporter.ts";
import { textTable } from "./text-table.ts";

/** The lines that a lasting event is worth; none for what only a live line shows. */
export function describeEvent(event: ExperimentEvent): string[] {
  switch (event.type) {
    case "backbone.progress":
      return event.received === event.total
        ? [`Backbone   downloaded, ${byteSize(event.total)}`]
        : [];
    case "backbone.ready":
      return [
        ...(event.scaling
          ? [
              `Backbone   takes images in [${event.inputRange.join(", ")}]; its first layers map ${event.scaling}`,
            ]
          : []),
        ...event.warnings.map((text) => `           warning: ${text}`),
      ];
    case "dataset.progress":
      return [];
    case "dataset.ready":
      return describeDataset(event);
    case "engine.ready":
      return [
        `Engine     ${event.backend} ${event.version}, ${event.detail}`,
        `           ${event.reason}`,
      ];
    case "experiment.started":
      return [
        `Experiment ${event.experiment}: ${event.name}, ${counted(event.numRuns, "run")} -> ${event.database}`,
      ];
    case "database.waiting":
      return [
        `Waiting    another program holds the lock of ${event.database}; giving up after ${duration(event.seconds)}`,
      ];
    case "run":
      return event.event.type === "progress"
        ? []
        : describeRunEvent(event.event).map((text) => `${runLabel(event)}  ${text}`);
    case "experiment.finished":
      return [];
  }
}

function describeDataset(event: Extract<ExperimentEvent, { type: "dataset.ready" }>): string[] {
  const { name, numImages, classes, skipped, summary, seconds } = event;
  if (summary) return describeSummary(summary, skipped);
  return [
    `Data set   ${name}: ${numImages} images, classes ${classes.join(", ")} (${duration(seconds)})`,
  ];
}

/** `run 12  fine-tuned     `, with the repeat where there are several. */
export function runLabel(event: Extract<ExperimentEvent, { type: "run" }>): string {
  const repeat = event.repeat > 0 ? ` #${event.repeat + 1}` : "";
  return `run ${event.run}  ${`${event.method}${repeat}`.padEnd(15)}`;
}

function describeRunEvent(event: RunEvent): string[] {
  switch (event.type) {
    case "run.started":
    case "artifact":
      return [];
    case "log":
      return [event.level === "warning" ? `warning: ${event.message}` : event.message];
    case "epoch.finished":
      return [`epoch ${event.epoch}/${event.epochs}  ${describeMetrics(event)}`];
    case "selection":
      return describeSelection(event.candidates, event.by);
    case "predictions":
      return [`test accuracy ${percent(event.accuracy)} on ${event.count} images`];
    case "run.finished":
      return [`finished in ${duration(event.seconds)}`];
    case "run.failed":
      return [`failed: ${event.message}`, `hint: ${event.hint}`];
    case "run.cancelled":
      return [`cancelled: ${event.reason}`];
  }
}

function describeMetrics(event: Extract<RunEvent, { type: "epoch.finished" }>): string {
  const { metrics } = event;
  const parts: string[] = [];
  const loss = metrics["train/loss"];
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(3)}`);
  const trained = metrics["train/accuracy"];
  if (trained !== undefined) parts.push(`accuracy ${percent(trained)}`);
  const validated = metrics["validation/accuracy"];
  if (validated !== undefined) parts.push(`validation ${percent(validated)}`);
  parts.push(`${rate(event.imagesPerSecond)} images/s`);
  return parts.join("  ");
}

type By = Extract<RunEvent, { type: "selection" }>["by"];

const HOW = {
  "cross-validation": "by cross-validation",
  "short-training": "by short trainings",
  "inner-split": "on training images held back",
};

/**
 * What was chosen inside the training images, and with several kinds of classifiers a table of the best setting of
 * each, best first. The run page of the dashboard has all of them.
 */
export function describeSelection(candidates: readonly SelectionCandidate[], by?: By): string[] {
  const chosen = candidates.find((candidate) => candidate.chosen);
  if (!chosen) return [];
  const what = [chosen.classifier, settingsOf(chosen)].filter(Boolean).join(", ");
  if (by === "default") return [`took ${what}: too few training images to compare classifiers`];
  const how = HOW[by ?? "cross-validation"];
  const line = `chose ${what} of ${candidates.length} ${how}`;
  const best = bestOfEachKind(candidates);
  if (best.length < 2) return [line];
  const rows = best.map((candidate) => [
    candidate.classifier,
    settingsOf(candidate),
    candidate.logLoss?.toFixed(3) ?? "–",
    candidate.accuracy === null ? "–" : percent(candidate.accuracy),
  ]);
  const table = textTable([["", "", "log-loss", "accuracy"], ...rows]);
  return [line, ...table.split("\n").map((row) => `  ${row}`)];
}

function bestOfEachKind(candidates: readonly SelectionCandidate[]): SelectionCandidate[] {
  const best = new Map<string, SelectionCandidate>();
  for (const candidate of candidates.toSorted((a, b) => lossOf(a) - lossOf(b))) {
    if (!best.has(candidate.classifier)) best.set(candidate.classifier, candidate);
  }
  return [...best.values()];
}

/** The log-loss to order by; a candidate without one comes last. */
function lossOf({ logLoss }: SelectionCandidate): number {
  return logLoss ?? Number.POSITIVE_INFINITY;
}

/** What it was given, where that has a name, and its settings. */
function settingsOf({ features, parameters }: SelectionCandidate): string {
  const settings = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  return [...(features ? [features] : []), ...settings].join(", ");
}
