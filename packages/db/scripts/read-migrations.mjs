import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The migrations on disk, oldest first: `{ name, sql }[]`. */
export function readMigrations() {
  const folder = path.join(packageRoot, "prisma/migrations");
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(folder, name, "migration.sql"), "utf8") }));
}
