// Generates the Prisma client into src/generated.
//
// Prisma's command line first looks for its schema engine, a binary that it would download; `generate`
// never calls it. Naming any executable in its place lets the command work with no network.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const packageRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
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
