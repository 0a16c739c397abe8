import { isAbsolute, join } from "node:path";
import { folderSetting, userHome } from "@graft/db/home";

// Per user and not in the project: an engine is 650 MB, and every clone can use the same engine and the
// same downloaded nets.

/** Folder of the native engines: `GRAFT_BACKENDS`, else `graft/backends` in the user's cache folder. */
export function backendsHome(env: NodeJS.ProcessEnv = process.env): string {
  return folderSetting("GRAFT_BACKENDS", env) ?? join(userCache(env), "backends");
}

/** Folder of the downloaded nets: `GRAFT_MODELS`, else `graft/models` in the user's cache folder. */
export function modelsHome(env: NodeJS.ProcessEnv = process.env): string {
  return folderSetting("GRAFT_MODELS", env) ?? join(userCache(env), "models");
}

/** A relative `XDG_CACHE_HOME` counts for nothing, as its specification has it. */
function userCache(env: NodeJS.ProcessEnv): string {
  const chosen = env["XDG_CACHE_HOME"] ?? "";
  return join(isAbsolute(chosen) ? chosen : join(userHome(env), ".cache"), "graft");
}

/** Whether there is a process of this number on this machine, also one of somebody else's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
