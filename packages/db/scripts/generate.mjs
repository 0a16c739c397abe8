// Generates the Prisma client and the list of migrations into src/generated.
//
// The migrations become a module, so that a bundled dashboard finds them without reading the folder.
//
// Prisma's command line first looks for its schema engine, a binary that it would download; `generate`
// never calls it. Naming any executable in its place lets the command work with no network.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot, readMigrations } from "./read-migrations.mjs";

const require = createRequire(path.join(packageRoot, "package.json"));
const prisma = path.join(path.dirname(require.resolve("prisma/package.json")), "build/index.js");

const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, "generate"], {
  cwd: packageRoot,
  encoding: "utf8",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  },
});
if (status !== 0) {
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

const migrations = readMigrations().map(({ name, sql }) => ({
  name,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
}));
writeFileSync(
  path.join(packageRoot, "src/generated/migrations.ts"),
  `export const MIGRATIONS = ${JSON.stringify(migrations, null, 2)};\n`,
);
