import { byteSize } from "@graft/core/analysis/format";
import { type BackboneEntry, listBackbones } from "../../backbone/sources/list-backbones.ts";
import { forPeople, printable } from "../../printable.ts";
import { textTable } from "../../report/text-table.ts";

/** `trainer backbone list`: every net that can be named, and whether it is on this machine. */
export async function backboneListCommand(options: { json?: true }): Promise<void> {
  const entries = await listBackbones();
  if (options.json) {
    for (const entry of entries) console.log(JSON.stringify(entry));
    return;
  }
  const head = ["name", "parameters", "size", "images", "range", "licence", "on this machine"];
  console.log(printable(textTable([head, ...entries.map(rowOf)])));
  console.log(
    forPeople("\nDownload one: pnpm trainer backbone pull NAME (or the address of any model.json)"),
  );
}

function rowOf(entry: BackboneEntry): string[] {
  return [
    entry.name,
    entry.numParameters.toLocaleString("en"),
    byteSize(entry.bytes),
    entry.imageSize === null ? "any" : `${entry.imageSize} px`,
    entry.inputRange === null ? "unknown" : `[${entry.inputRange.join(", ")}]`,
    entry.licence ?? "unknown",
    entry.modelPath === null ? "no" : "yes",
  ];
}
