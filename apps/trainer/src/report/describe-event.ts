import { byteSize, duration, percent, rate } from "@graft/core/analysis/format";
import type { RunEvent } from "@graft/core/contract";
import { counted } from "../dataset/printable.ts";
import { describeSummary } from "./describe-data.ts";
import { describeSelection } from "./describe-selection.ts";
import type { ExperimentEvent } from "./reporter.ts";

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
