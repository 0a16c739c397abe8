import { existsSync } from "node:fs";
import { ModelUrl, nearestName, shortened } from "@graft/core/contract";
import { modelsHome } from "../../user-cache.ts";
import { missingBackbone } from "../backbone-error.ts";
import { type BackboneEntry, listBackbones } from "./list-backbones.ts";
import { folderName } from "./model-address.ts";

/**
 * The net of a name, or of the address of one that was pulled.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND with the nearest name.
 */
export async function findBackbone(name: string, home = modelsHome()): Promise<BackboneEntry> {
  const entries = await listBackbones(home);
  const found = entryOf(name, entries);
  if (found) return found;
  const near = nearestName(
    name,
    entries.map((entry) => entry.name),
  );
  throw missingBackbone(
    `There is no backbone ${shortened(JSON.stringify(name), 200)}${near ? `; did you mean "${near}"?` : "."}`,
    "`pnpm trainer backbone list` shows the names; an address must be pulled first: `pnpm trainer backbone pull URL`.",
  );
}

function entryOf(text: string, entries: readonly BackboneEntry[]): BackboneEntry | undefined {
  const named = entries.find(({ name, url }) => name === text || url === text);
  if (named || !ModelUrl.safeParse(text).success) return named;
  const folder = folderName(text); // of an address with a secret in it
  return entries.find(({ name }) => name === folder);
}

/**
 * Path of a model.json that a person gave as a path, a name or an address.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND when it is a name or an address and not on this machine yet.
 */
export async function resolveModelPath(text: string, home = modelsHome()): Promise<string> {
  const isAddress = /^https?:\/\//.test(text);
  const known = entryOf(text, await listBackbones(home));
  if (!known && !isAddress) {
    const isPath = /[/\\]|\.json$/.test(text) || existsSync(text);
    return isPath ? text : ((await findBackbone(text, home)).modelPath ?? text);
  }
  if (known?.modelPath) return known.modelPath;
  throw missingBackbone(
    `${text} is not on this machine yet.`,
    `Download it: \`pnpm trainer backbone pull ${text}\`.`,
  );
}
