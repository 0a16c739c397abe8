import { byteSize } from "@graft/core/analysis/format";
import { findBackbone } from "../../backbone/sources/find-backbone.ts";
import type { BackboneEntry } from "../../backbone/sources/list-backbones.ts";
import { forPeople } from "../../printable.ts";

/** `trainer backbone show`: all that is known of one net, and how an experiment uses it. */
export async function backboneShowCommand(name: string, options: { json?: true }): Promise<void> {
  const entry = await findBackbone(name);
  if (options.json) console.log(JSON.stringify(entry));
  else console.log(describeBackbone(entry));
}

/** The net as lines of a name and a value. */
export function describeBackbone(entry: BackboneEntry): string {
  const { imageSize, inputRange, modelPath } = entry;
  const lines: [string, string][] = [
    ["name", entry.name],
    ["what", entry.description],
    ["parameters", entry.numParameters.toLocaleString("en")],
    ["size", `${modelPath === null ? "about " : ""}${byteSize(entry.bytes)}`],
    ["images", imageSize === null ? "of any size" : `${imageSize} x ${imageSize} pixels`],
    ["range", inputRange === null ? "unknown: set inputRange" : `[${inputRange.join(", ")}]`],
    ["licence", entry.licence ?? "unknown: look where it came from"],
    ["address", entry.url ?? "part of Graft"],
    ["SHA-256", describeHash(entry)],
    ["file", modelPath ?? `not on this machine: pnpm trainer backbone pull ${entry.name}`],
    ["config", `"backbone": ${JSON.stringify(entry.config)}`],
  ];
  return forPeople(lines.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n"));
}

function describeHash({ sha256, pinnedBy }: BackboneEntry): string {
  if (sha256 === null)
    return "not known beforehand: the first download is trusted and its hash kept";
  if (pinnedBy !== "first use") return `${sha256} (pinned by the ${pinnedBy})`;
  return `${sha256} (pinned on first use)`;
}
