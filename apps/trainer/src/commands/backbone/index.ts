import { byteSize } from "@graft/core/analysis/format";
import { Command } from "commander";
import {
  type BackboneEntry,
  findBackbone,
  listBackbones,
  resolveModelPath,
} from "../../backbone/sources/find-backbone.ts";
import { listLayers } from "../../backbone/understand-model.ts";
import { forPeople, printable } from "../../messages.ts";
import { textTable } from "../../report/text-table.ts";

/** `trainer backbone list | show | layers | pull`: the pretrained nets. */
export function backboneCommand(): Command {
  const command = new Command("backbone").description(
    "find, download and look into pretrained nets",
  );
  command
    .command("list")
    .description("list the nets that can be named, and which are on this machine")
    .option("--json", "one JSON object per net")
    .action(async (options: { json?: true }) => {
      const { backboneListCommand } = await import("./index.ts");
      await backboneListCommand(options);
    });
  command
    .command("show <name>")
    .description("show what is known of a net: size, range, licence, hash, and how to use it")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: { json?: true }) => {
      const { backboneShowCommand } = await import("./index.ts");
      await backboneShowCommand(name, options);
    });
  command
    .command("layers <net>")
    .description("list the layers of a net (a name, or the path of a model.json) with their shapes")
    .option("--json", "one JSON object per layer")
    .action(async (net: string, options: { json?: true }) => {
      const { backboneLayersCommand } = await import("./index.ts");
      await backboneLayersCommand(net, options);
    });
  command
    .command("pull <name-or-url>")
    .description("download a net once; later uses need no network")
    .option("--sha256 <digits>", "what the model must have; else the first download is trusted")
    .option("--again", "download it even if it is here; it must be the same as before")
    .option("--json", "as one JSON object")
    .addHelpText("after", WHERE)
    .action(async (name: string, options: { sha256?: string; again?: true; json?: true }) => {
      const { backbonePullCommand } = await import("./pull.ts");
      await backbonePullCommand(name, options);
    });
  return command;
}

const WHERE = `
An address is that of the model.json of a tfjs LayersModel: https, or http on this machine.
The folder is $GRAFT_MODELS, else graft/models in $XDG_CACHE_HOME or ~/.cache.`;

/** `trainer backbone layers`: where a net can be cut. */
export async function backboneLayersCommand(net: string, options: { json?: true }): Promise<void> {
  const { layers, inputRange, scaling } = await listLayers(await resolveModelPath(net));
  if (options.json) {
    for (const layer of layers) {
      const scales = scaling?.layers.includes(layer.name) ? scaling.does : null;
      console.log(JSON.stringify({ ...layer, scales }));
    }
    return;
  }
  const rows = layers.map(({ name, className, outputShape, numParameters }) => [
    name,
    className,
    `[${outputShape.map((size) => size ?? "any").join(", ")}]`,
    numParameters.toLocaleString("en"),
  ]);
  console.log(printable(textTable([["layer", "class", "output", "parameters"], ...rows])));
  const by = scaling ? `; ${scaling.layers.join(", ")} then maps ${scaling.does}` : "";
  console.log(printable(`\nInput range: [${inputRange.join(", ")}]${by}`));
}

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
