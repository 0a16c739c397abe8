import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { bin, manifest, root, run } from "./workspace.mjs";

const STAMP = path.join(root, "node_modules/.graft-set-up");

/** Everything that decides what set-up makes: while none of it changes, there is nothing to do. */
const INPUTS = [
  "package.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "apps/trainer/package.json",
  "apps/trainer/assembly",
  "apps/trainer/scripts",
  "apps/web/package.json",
  "packages/core/package.json",
  "packages/db/package.json",
  "packages/db/prisma",
  "packages/db/scripts",
  "packages/ui/package.json",
];

/**
 * Makes a fresh clone ready: the pinned pnpm, the packages, the Prisma client, the WebAssembly kernels.
 * Takes some milliseconds when nothing changed since the last time.
 */
export async function setUp() {
  const wanted = `${process.platform}-${process.arch} ${fingerprint(root, INPUTS)}`;
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  await step("Installing packages", () => pnpm(["install", "--frozen-lockfile"]));
  await step("Generating the database client and the WebAssembly kernels", () =>
    run(bin("turbo"), ["run", "generate", "--output-logs=errors-only"], {
      stdio: ["ignore", process.stderr, process.stderr],
    }),
  );
  writeFileSync(STAMP, wanted);
}

async function step(title, action) {
  process.stderr.write(`${title} ...\n`);
  const status = await action();
  if (status === 0) return;
  process.stderr.write(
    `error: set-up failed at "${title}" (exit status ${status}); what went wrong stands above.\n` +
      "  Mend that and run the same command again; set-up goes on where it stopped.\n",
  );
  process.exit(1);
}

/** Runs the pnpm that package.json pins; npm fetches it, so that nothing else need be installed. */
function pnpm(args) {
  const [, version] = manifest.packageManager.split("@");
  return run(
    "npm",
    ["exec", "--yes", "--loglevel=error", `--package=pnpm@${version}`, "--", "pnpm", ...args],
    {
      stdio: ["ignore", process.stderr, process.stderr],
    },
  );
}
