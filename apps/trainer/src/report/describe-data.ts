import type { DataReport, DataSummary } from "../dataset/data-report.ts";
import type { SkippedImage } from "../dataset/image-findings.ts";
import { IMAGE_FINDINGS } from "../dataset/image-findings.ts";

import { counted, quoted } from "../messages.ts";
import { textTable } from "./text-table.ts";

const INDENT = " ".repeat(11);
/** Lines of a list in a run; `trainer data` shows more, and all with --json. */
const SHORT = 5;
const LONG = 25;
/** Share of the other's side from which on a near-duplicate is not called a crop. */
const WHOLE = 0.97;

/** The summary as a run prints it, long lists folded. */
export function describeSummary(
  summary: DataSummary,
  unreadable: readonly SkippedImage[],
): string[] {
  const rest = "`trainer data` shows all";
  return [
    ...describeClasses(summary, SHORT * 3),
    ...describeNotUsed(summary),
    ...fold(
      unreadable.map(({ source, reason }) => `skipped ${source}: ${reason}`),
      { shown: SHORT, rest },
    ),
    ...summary.notes.map((text) => `${INDENT}${text}`),
    ...fold(
      summary.warnings.map((text) => `warning: ${text}`),
      { shown: SHORT * 3, rest },
    ),
  ];
}

/** The whole report for a person: the summary, and each list up to 25 lines. */
export function describeReport(report: DataReport): string[] {
  const { summary, unreadable, leftOut, duplicates, nearDuplicates, images } = report;
  if (summary.name === null) return [];
  const odd = images.flatMap(({ source, findings }) =>
    findings.map((finding) => `${quoted(source)}: ${IMAGE_FINDINGS[finding]}`),
  );
  const across = nearDuplicates.filter(({ acrossRepeats }) => acrossRepeats.length > 0);
  const within = nearDuplicates.filter(({ acrossRepeats }) => acrossRepeats.length === 0);
  const pair = ({ images: [a, b], isMirrored, scale }: (typeof nearDuplicates)[number]) => {
    const cropped = scale < WHOLE ? `, cropped to ${Math.round(100 * scale)} %` : "";
    return `${placeOf(a)} and ${placeOf(b)}${isMirrored ? ", mirrored" : ""}${cropped}`;
  };
  return [
    ...describeClasses(summary, LONG * 2),
    ...describeNotUsed(summary),
    ...summary.notes.map((text) => `${INDENT}${text}`),
    ...section(
      "Unreadable",
      unreadable.map(({ source, reason }) => `${quoted(source)}: ${reason}`),
    ),
    ...section(
      "Left out",
      leftOut.map(({ source, reason }) => `${quoted(source)}: ${reason}`),
    ),
    ...section("Odd images", odd),
    ...section(
      "Duplicates",
      duplicates.map(({ images }) => images.map(placeOf).join(" = ")),
    ),
    ...section("Near-duplicates on two sides of the split", across.map(pair)),
    ...section("Near-duplicates on one side", within.map(pair)),
    ...section("Warnings", summary.warnings),
  ];
}

function placeOf(place: { source: string; tile: { x: number; y: number } | null }): string {
  const { source, tile } = place;
  return tile ? `${quoted(source)} at ${tile.x},${tile.y}` : quoted(source);
}

/** A line on the set, and a row per class with the counts of the first split. */
function describeClasses(summary: DataSummary, shown: number): string[] {
  const { name, numImages, classes, splits } = summary;
  const head = `Data set   ${name}: ${counted(numImages, "image")} of ${classes.length} ${classes.length === 1 ? "class" : "classes"}`;
  const [first] = splits;
  const parts = (["train", "validation", "test", "unused"] as const).flatMap((part) => {
    const own = first?.[part] ?? [];
    return own.some((count) => count > 0)
      ? [{ title: part === "unused" ? "not used" : part, own }]
      : [];
  });
  const rows = classes
    .slice(0, shown)
    .map(({ name, images }, k) => [
      name,
      ...[images, ...parts.map(({ own }) => own[k]!)].map(String),
    ]);
  const totals = parts.map(({ own }) => own.reduce((sum, count) => sum + count, 0));
  const table = [
    ["class", "images", ...parts.map(({ title }) => title)],
    ...rows,
    ...(classes.length > shown
      ? [[`… and ${classes.length - shown} more`, "", ...parts.map(() => "")]]
      : []),
    ["all", ...[numImages, ...totals].map(String)],
  ];
  const alignRight = [1, 2, 3, 4, 5];
  const repeats =
    splits.length > 1
      ? [`${INDENT}This is the first of ${splits.length} splits, one per repeat.`]
      : [];
  return [
    head,
    ...textTable(table, { alignRight })
      .split("\n")
      .map((line) => `${INDENT}${line}`),
    ...repeats,
  ];
}

/** Counts of what is there but is not, or hardly, an image of its own. */
function describeNotUsed(summary: DataSummary): string[] {
  const { unreadable, leftOut, ignored, numCopies, nearDuplicates } = summary;
  const lines: string[] = [];
  if (unreadable.images > 0) {
    lines.push(
      `${counted(unreadable.images, "image")} cannot be read: ${countsOf(unreadable.byExtension)}`,
    );
  }
  if (leftOut.files > 0) {
    lines.push(`${counted(leftOut.files, "file")} left out: ${countsOf(leftOut.byExtension)}`);
  }
  const system = Object.values(ignored).reduce((a, b) => a + b, 0);
  if (system > 0) lines.push(`${counted(system, "system file")} ignored: ${countsOf(ignored)}`);
  if (numCopies > 0) {
    lines.push(
      `${counted(numCopies, "image")} ${numCopies === 1 ? "is a copy of another" : "are copies of others"}; copies stay on one side of the split`,
    );
  }
  if (nearDuplicates.pairs > 0) {
    lines.push(
      `${counted(nearDuplicates.pairs, "pair")} of near-duplicates, ${nearDuplicates.acrossSplit} on two sides of the split`,
    );
  }
  return lines.map((text) => `${INDENT}${text}`);
}

function countsOf(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return all.map(([name, count]) => `${count} ${name}`).join(", ");
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    "",
    `${title} (${lines.length})`,
    ...fold(lines, { shown: LONG, rest: "--json shows all", indent: "  " }),
  ];
}

function fold(
  lines: readonly string[],
  { shown, rest, indent = INDENT }: { shown: number; rest: string; indent?: string },
): string[] {
  const kept = lines.length > shown + 1 ? lines.slice(0, shown) : lines;
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`and ${more} more (${rest})`] : [])].map(
    (text) => `${indent}${text}`,
  );
}
