import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Folder of the downloaded nets: `GRAFT_MODELS`, else `graft/models` in the user's cache folder.
 *
 * It is per user and not in the project, so that a net is downloaded once for all clones.
 */
export function modelsHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env["GRAFT_MODELS"]) return resolve(env["GRAFT_MODELS"]);
  const cache = env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache");
  return resolve(cache, "graft", "models");
}
