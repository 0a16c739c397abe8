import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

type Env = Readonly<Record<string, string | undefined>>;

/** Where Graft keeps its database, caches and artifacts: `GRAFT_HOME`, or `data` in the workspace. */
export function graftHome(env: Env = process.env): string {
  return folderSetting("GRAFT_HOME", env) ?? path.join(workspaceRoot(), "data");
}

/** The database inside a home folder. */
export function dbPath(home: string = graftHome()): string {
  return path.join(home, "graft.db");
}

/**
 * The folder that a variable of the environment names, as an absolute path; null if it names none.
 *
 * A relative one starts from the workspace, because trainer and dashboard run in different folders and must mean the
 * same; `~` is the user's home folder, which a shell puts in only where the text is not quoted.
 */
export function folderSetting(name: string, env: Env = process.env): string | null {
  const chosen = env[name]?.trim();
  if (!chosen) return null;
  const folder = chosen.replace(/^~(?=$|[/\\])/, userHome(env));
  return path.resolve(workspaceRoot(), folder);
}

/** The user's home folder: `HOME` where it is an absolute path, else the one the system knows. */
export function userHome(env: Env = process.env): string {
  const home = env["HOME"] ?? "";
  return path.isAbsolute(home) ? home : os.homedir();
}

/** The nearest folder above this file, or above the working directory, that holds the workspace file. */
function workspaceRoot(): string {
  const starts = [path.dirname(fileURLToPath(import.meta.url)), process.cwd()];
  for (const start of starts) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (existsSync(path.join(folder, "pnpm-workspace.yaml"))) return folder;
      if (folder === path.dirname(folder)) break;
    }
  }
  return process.cwd();
}
