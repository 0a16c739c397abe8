import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Folder of the native engines: `GRAFT_BACKENDS`, else `graft/backends` in the user's cache folder.
 *
 * It is per user and not in the project, because an engine is 650 MB and every clone can use the same.
 */
export function backendsHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env["GRAFT_BACKENDS"]) return resolve(env["GRAFT_BACKENDS"]);
  const cache = env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache");
  return resolve(cache, "graft", "backends");
}
