import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { installPackages } from "./install-packages.mjs";
import { withLock } from "./lock.mjs";
import { fileSizes, firstBroken, firstChanged, packageSizes } from "./stock.mjs";
import { fail, say } from "./way-in.mjs";
import { bin, root, run, statusOf } from "./workspace.mjs";

const MODULES = path.join(root, "node_modules");
const STORE = path.join(MODULES, ".pnpm");
const STAMP = path.join(MODULES, ".graft-set-up");
const LOCK = path.join(MODULES, ".graft-lock");
/** A step that says nothing for long is seen to be alive. */
const STILL_AT_IT_MS = 20_000;

/** Folders with a package.json of ours. */
const PACKAGES = [
  ".",
  ...["apps", "packages"].flatMap((group) =>
    readdirSync(path.join(root, group)).map((name) => path.join(group, name)),
  ),
].filter((folder) => existsSync(path.join(root, folder, "package.json")));

/** Everything that decides what set-up makes: while none of it changes, there is nothing to do. */
const INPUTS = [
  ...PACKAGES.map((folder) => path.join(folder, "package.json")),
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "apps/trainer/assembly",
  "apps/trainer/scripts",
  "packages/db/prisma",
  "packages/db/scripts",
];

/** What the step "generate" makes, and a file that is there when it has. */
const GENERATED = {
  "packages/db/src/generated": "migrations.ts",
  "apps/trainer/src/generated": "kernel-records.ts",
};

/**
 * Makes a fresh clone ready, and one again from which something was removed: the pinned pnpm, the packages, the Prisma
 * client, the WebAssembly kernels. Takes some milliseconds when all is there. A signal ends the process.
 *
 * @param {{ thorough?: boolean }} [options] `thorough` looks at every file of every package, about a second.
 */
export async function setUp({ thorough = false } = {}) {
  refuseFolder();
  const wanted = `${process.platform}-${process.arch} ${fingerprint(root, INPUTS)}`;
  if (lookAt(wanted, thorough).fault === null) return;
  try {
    await withLock(LOCK, "sets Graft up", () => makeReady(wanted, thorough));
  } catch (error) {
    if (error.syscall?.startsWith("spawn")) {
      fail(
        `The command ${error.path} cannot be started (${error.code}).`,
        "Install Node with npm (https://nodejs.org), then run the same command again.",
      );
    }
    if (!error.syscall) throw error;
    fail(
      `Set-up cannot write to ${error.path ?? root} (${error.code}).`,
      "Give yourself the right to write to Graft's folder, free some space, or clone it elsewhere.",
    );
  }
}

async function makeReady(wanted, thorough) {
  const { fault, packages } = lookAt(wanted, thorough);
  if (fault === null) return; // another process has done it meanwhile
  const again = existsSync(STORE); // whatever a process that was stopped has left there
  if (again && existsSync(STAMP)) say(`${fault}; setting up again.`);
  rmSync(STAMP, { force: true });
  if (!packages) await step("Installing packages", () => installPackages({ again }));
  for (const folder of Object.keys(GENERATED)) {
    rmSync(path.join(root, folder), { recursive: true, force: true });
  }
  await step("Generating the database client and the WebAssembly kernels", generate);
  const stamp = {
    wanted,
    packages: packages ?? packageSizes(STORE),
    generated: Object.fromEntries(
      Object.keys(GENERATED).map((folder) => [folder, fileSizes(path.join(root, folder))]),
    ),
  };
  writeFileSync(`${STAMP}.new`, JSON.stringify(stamp));
  renameSync(`${STAMP}.new`, STAMP);
  const left = lookAt(wanted, false);
  if (left.fault !== null) {
    rmSync(STAMP);
    fail(
      `Set-up came to its end, and yet: ${left.fault}.`,
      "Delete the folder node_modules, then run `npm run setup`.",
    );
  }
}

/**
 * What there is.
 *
 * @returns `fault`: why there is something to do, as a sentence without its full stop; null if there is not.
 *   `packages`: their sizes, if all packages are there and only what is generated is not.
 */
function lookAt(wanted, thorough) {
  const stamp = readStamp();
  if (stamp?.wanted !== wanted) return { fault: "Graft's packages have changed", packages: null };
  const { packages, generated } = stamp;
  const broken = firstUnlinked() ?? firstBroken(STORE, packages, { thorough });
  if (broken !== null) return { fault: incomplete(broken), packages: null };
  const missing = Object.keys(GENERATED)
    .map((folder) => missingIn(folder, generated[folder]))
    .find((file) => file !== null);
  return { fault: missing ? incomplete(missing) : null, packages };
}

function incomplete(place) {
  return `${path.relative(root, place)} is missing or incomplete`;
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch {
    return null; // none, or one of an older Graft
  }
}

/** The first package that a package.json of ours names and that is not installed beside it. */
function firstUnlinked() {
  for (const folder of PACKAGES) {
    const place = path.join(root, folder);
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(path.join(place, "package.json"), "utf8"),
    );
    const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    for (const name of names) {
      const installed = path.join(place, "node_modules", name);
      if (!existsSync(path.join(installed, "package.json"))) return installed;
    }
  }
  return null;
}

function missingIn(folder, sizes) {
  const last = path.join(root, folder, GENERATED[folder]);
  return existsSync(last) ? firstChanged(path.join(root, folder), sizes ?? {}) : last;
}

function generate() {
  return run(bin("turbo"), ["run", "generate", "--output-logs=errors-only"], {
    group: true,
    stdio: ["ignore", process.stderr, process.stderr],
  });
}

/** Runs one step. One that fails, or a signal meanwhile, ends the process. */
async function step(title, action) {
  const started = performance.now();
  // Begun before it is said: whoever reads it may press Ctrl-C at once, and signals are heard by then.
  const ended = action();
  say(`${title} ...`);
  const stillAtIt = setInterval(() => {
    say(`${title}: ${Math.round((performance.now() - started) / 1000)} s so far ...`);
  }, STILL_AT_IT_MS);
  const { status, signal } = await ended;
  clearInterval(stillAtIt);
  if (signal) {
    say("Stopped. Run the same command again to finish the set-up.");
    process.exit(statusOf(signal));
  }
  if (status === 0) return;
  fail(
    `Set-up failed at "${title}" (exit status ${status}); its reason is printed above.`,
    "Mend that and run the same command again; with GRAFT_DEBUG=1 it tells every step.",
  );
}

/**
 * Addresses (#, ?), Node's lookup of packages (*) and the list of folders with commands (: or ;) give these characters a
 * meaning of their own, and lose the files behind them; pnpm takes nothing below a node_modules for a project.
 */
const MISREAD = new RegExp(
  `[#?*${path.delimiter}\\p{Cc}]|(?<=^|[/\\\\])node_modules(?=$|[/\\\\])`,
  "u",
);

function refuseFolder() {
  const [misread] = MISREAD.exec(root) ?? [];
  if (misread) {
    fail(
      `Graft cannot be built in a folder whose path contains ${JSON.stringify(misread)}: ${JSON.stringify(root)}`,
      "Rename that folder or clone Graft elsewhere, then run the same command there.",
    );
  }
}
