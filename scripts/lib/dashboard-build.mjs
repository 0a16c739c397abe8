import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fingerprint, sourcesOf } from "./fingerprint.mjs";
import { withLock } from "./lock.mjs";
import { fileSizes, firstChanged } from "./stock.mjs";
import { fail, say } from "./way-in.mjs";
import { root, run, statusOf } from "./workspace.mjs";

export const webRoot = path.join(root, "apps/web");
export const nextCli = path.join(webRoot, "node_modules/next/dist/bin/next");
const BUILD = path.join(webRoot, ".next");
const STAMP = path.join(BUILD, "graft-sources");
/** Not in the folder of the build, which Next empties. */
const LOCK = path.join(root, "node_modules/.graft-lock-dashboard");
/** In the folder of the build, but no part of it: Next writes there while it serves, too. */
const NOT_SERVED = ["cache", "diagnostics", "trace", "types", "dev"];

const sourcesNow = () => fingerprint(root, sourcesOf(root, "apps/web"));

/**
 * Builds the dashboard unless one of the present sources is there, whole. Of two processes the second waits. A build
 * that fails, or a signal meanwhile, ends the process.
 */
export async function buildWhenNeeded() {
  if (!isBuilt()) await withLock(LOCK, "builds the dashboard", async () => isBuilt() || build());
}

function isBuilt() {
  try {
    const { sources, files } = JSON.parse(readFileSync(STAMP, "utf8"));
    return sources === sourcesNow() && firstChanged(BUILD, files) === null;
  } catch {
    return false; // no stamp, or one of an older Graft
  }
}

async function build() {
  const sources = sourcesNow();
  // Without the stamp a build that is broken off counts for nothing.
  rmSync(STAMP, { force: true });
  const ended = run(process.execPath, [nextCli, "build"], {
    cwd: webRoot,
    group: true,
    stdio: ["ignore", process.env.GRAFT_DEBUG ? "inherit" : "ignore", "inherit"],
    shell: false,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  // Said once signals are heard: whoever reads it may press Ctrl-C at once.
  say("Building the dashboard (about half a minute, once) ...");
  const { status, signal } = await ended;
  if (signal) {
    say("Stopped before the dashboard was built. The same command builds it.");
    process.exit(statusOf(signal));
  }
  if (status !== 0) {
    fail(
      `The dashboard could not be built (exit status ${status}); the reason is printed above.`,
      "If a package or a module cannot be found, run `npm run setup`. GRAFT_DEBUG=1 shows the whole output of the build.",
    );
  }
  const files = fileSizes(BUILD, NOT_SERVED);
  writeFileSync(STAMP, JSON.stringify({ sources, files }));
}
