import { percent } from "@graft/core/analysis/format";
import type { RunEvent, SelectionCandidate } from "@graft/core/contract";
import { textTable } from "./text-table.ts";

type By = Extract<RunEvent, { type: "selection" }>["by"];

/**
 * What was chosen inside the training images, and with several kinds of classifiers a table of the best setting of
 * each, best first. The run page of the dashboard has all of them.
 */
export function describeSelection(candidates: readonly SelectionCandidate[], by?: By): string[] {
  const chosen = candidates.find((candidate) => candidate.chosen);
  if (!chosen) return [];
  const what = [chosen.classifier, settingsOf(chosen)].filter(Boolean).join(", ");
  if (by === "default") return [`took ${what}: too few training images to compare classifiers`];
  const how = by === "inner-split" ? "on training images held back" : "by cross-validation";
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
