import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where Graft keeps its database, caches and artifacts: `GRAFT_HOME`, or `data` in the workspace. */
export function graftHome(): string {
  const chosen = process.env.GRAFT_HOME;
  if (chosen) return path.resolve(chosen);
  return path.join(workspaceRoot(), "data");
}

/** The database inside a home folder. */
export function dbPath(home: string = graftHome()): string {
  return path.join(home, "graft.db");
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
