import { byteSize, duration, percent, rate } from "@graft/core/analysis/format";
import { forPeople } from "../messages.ts";
import { describeEvent, runLabel } from "./describe-event.ts";
import type { ExperimentEvent, Reporter } from "./reporter.ts";

export interface TerminalPort {
  write(text: string): void;
  /** Null when the output is not a terminal: then there is no live line. */
  columns(): number | null;
  /** Milliseconds, for pacing only. */
  now(): number;
}

const MILLISECONDS_BETWEEN_UPDATES = 100;
/** After so long without a line a file gets one, too, that says how far it is. */
const MILLISECONDS_OF_SILENCE = 30_000;
const ERASE_LINE = "\r\u001b[2K";

/**
 * For a person: lasting lines, and on a terminal one live line below them while something runs. Where the output is
 * no terminal, the live line is written now and then, so that a log shows that something does.
 */
export function terminalReporter(port: TerminalPort): Reporter {
  let shown = "";
  let updatedAt = Number.NEGATIVE_INFINITY;
  let writtenAt = port.now();

  function erase(): void {
    if (shown) port.write(ERASE_LINE);
    shown = "";
  }

  function showLive(text: string): void {
    const columns = port.columns();
    if (columns === null) return writeNowAndThen(text);
    if (port.now() - updatedAt < MILLISECONDS_BETWEEN_UPDATES) return;
    updatedAt = port.now();
    erase();
    shown = text.slice(0, Math.max(0, columns - 1));
    port.write(shown);
  }

  function writeNowAndThen(text: string): void {
    if (port.now() - writtenAt < MILLISECONDS_OF_SILENCE) return;
    port.write(`${text}\n`);
    writtenAt = port.now();
  }

  return {
    report(event) {
      const live = liveLine(event);
      if (live) showLive(live);
      // On a terminal the live line shows the epochs; a file keeps them.
      const isShownLive = event.type === "run" && event.event.type === "epoch.finished";
      const lines = isShownLive && port.columns() !== null ? [] : describeEvent(event);
      if (lines.length === 0) return;
      erase();
      updatedAt = Number.NEGATIVE_INFINITY;
      port.write(`${forPeople(lines.join("\n"))}\n`);
      writtenAt = port.now();
    },
    close: erase,
  };
}

function liveLine(event: ExperimentEvent): string | null {
  if (event.type === "dataset.progress") {
    return `Data set   ${event.done}/${event.total} images  ${rate(event.imagesPerSecond)} images/s`;
  }
  if (event.type === "backbone.progress") {
    return `Backbone   ${byteSize(event.received)} of ${byteSize(event.total)}`;
  }
  if (event.type !== "run" || event.event.type !== "progress") return null;
  const { phase, done, total, epoch, epochs, loss, accuracy, imagesPerSecond, secondsLeft } =
    event.event;
  const parts = [
    epoch === undefined ? phase : `${phase} epoch ${epoch}/${epochs}`,
    `${bar(done / Math.max(1, total))} ${done}/${total}`,
  ];
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(3)}`);
  if (accuracy !== undefined) parts.push(`accuracy ${percent(accuracy)}`);
  if (imagesPerSecond > 0) parts.push(`${rate(imagesPerSecond)} images/s`);
  if (Number.isFinite(secondsLeft)) parts.push(`${duration(secondsLeft)} left`);
  return `${runLabel(event)}  ${parts.join("  ")}`;
}

/** Ten cells, filled to the nearest. */
function bar(fraction: number): string {
  const filled = Math.round(10 * Math.min(1, Math.max(0, fraction)));
  return "█".repeat(filled) + "░".repeat(10 - filled);
}
