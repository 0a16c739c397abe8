import { homedir } from "node:os";
import { join, resolve } from "node:path";

// Per user and not in the project: an engine is 650 MB, and every clone can use the same engine and the
// same downloaded nets.

/** Folder of the native engines: `GRAFT_BACKENDS`, else `graft/backends` in the user's cache folder. */
export function backendsHome(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env["GRAFT_BACKENDS"] || join(userCache(env), "backends"));
}

/** Folder of the downloaded nets: `GRAFT_MODELS`, else `graft/models` in the user's cache folder. */
export function modelsHome(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env["GRAFT_MODELS"] || join(userCache(env), "models"));
}

function userCache(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "graft");
}
