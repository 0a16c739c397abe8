import { existsSync } from "node:fs";
import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { modelsHome } from "../../user-cache.ts";
import { missingBackbone } from "../backbone-error.ts";
import { type BackboneEntry, listBackbones } from "./list-backbones.ts";

/**
 * The net of a name, or of the address of one that was pulled.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND with the nearest name.
 */
export async function findBackbone(name: string, home = modelsHome()): Promise<BackboneEntry> {
  const entries = await listBackbones(home);
  const found = entries.find((entry) => entry.name === name || entry.url === name);
  if (found) return found;
  const near = nearestName(
    name,
    entries.map((entry) => entry.name),
  );
  throw missingBackbone(
    `There is no backbone ${JSON.stringify(name)}${near ? `; did you mean "${near}"?` : "."}`,
    "`pnpm trainer backbone list` shows the names; an address must be pulled first: `pnpm trainer backbone pull URL`.",
  );
}

/**
 * Path of a model.json that a person gave as a path, a name or an address.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND when it is a name or an address and not on this machine yet.
 */
export async function resolveModelPath(text: string, home = modelsHome()): Promise<string> {
  const isAddress = /^https?:\/\//.test(text);
  const known = (await listBackbones(home)).find(({ name, url }) => name === text || url === text);
  if (!known && !isAddress) {
    const isPath = /[/\\]|\.json$/.test(text) || existsSync(text);
    return isPath ? text : ((await findBackbone(text, home)).modelPath ?? text);
  }
  if (known?.modelPath) return known.modelPath;
  throw new AppError({
    code: "BACKBONE_NOT_FOUND",
    message: `${text} is not on this machine yet.`,
    hint: `Download it: \`pnpm trainer backbone pull ${text}\`.`,
  });
}
