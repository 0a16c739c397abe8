import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * SHA-256 over names and contents of files and folders below `base`, and Node's version. Tests and what tools leave
 * behind do not count, and files in folders named `generated` only with `options.generated`.
 *
 * @param {string} base
 * @param {string[]} inputs
 * @param {{ generated?: boolean }} [options]
 * @returns {string}
 */
export function fingerprint(base, inputs, { generated = false } = {}) {
  const hash = createHash("sha256").update(process.version);
  for (const input of inputs) {
    for (const file of filesUnder(path.join(base, input), generated)) {
      const content = readFileSync(file);
      hash.update(`${path.relative(base, file)}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

/**
 * Everything a build of one of our packages can depend on: the package itself, the packages of ours that it needs,
 * directly or not, and the lockfile, which pins everybody else's. No list to keep by hand, so none to forget.
 *
 * @param {string} base The workspace's root.
 * @param {string} folder Of the package, relative to the root.
 * @returns {string[]} Files and folders relative to the root.
 */
export function sourcesOf(base, folder) {
  const folders = new Set([folder]);
  for (const place of folders) {
    const { dependencies = {} } = readManifest(base, place);
    for (const [name, range] of Object.entries(dependencies)) {
      if (range.startsWith("workspace:")) folders.add(folderOf(base, name));
    }
  }
  return [...folders, "pnpm-lock.yaml", "tsconfig.base.json"];
}

function folderOf(base, name) {
  for (const group of ["packages", "apps"]) {
    const folder = `${group}/${name.split("/").at(-1)}`;
    const isThere = existsSync(path.join(base, folder, "package.json"));
    if (isThere && readManifest(base, folder).name === name) return folder;
  }
  throw new Error(`No package of this workspace is called ${name}.`);
}

function readManifest(base, folder) {
  return JSON.parse(readFileSync(path.join(base, folder, "package.json"), "utf8"));
}

/** Folders of tests and of other packages: no build reads them. */
const NOT_SOURCES = new Set(["node_modules", "testing", "e2e"]);
/** Hidden files are left behind by tools, except `.env` and its kin, whose values end up in a build of Next. */
const NOT_A_SOURCE = /^\.(?!env(?:\.|$))|\.(?:test|spec)\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/;

/**
 * Whether `fingerprint` counts a file if `input` is one of its inputs. Names are relative to the same folder, with slashes.
 *
 * @param {string} input
 * @param {string} file
 * @param {{ generated?: boolean }} [options]
 * @returns {boolean}
 */
export function counts(input, file, { generated = false } = {}) {
  if (file === input) return true;
  if (!file.startsWith(`${input}/`)) return false;
  return file
    .slice(input.length + 1)
    .split("/")
    .every((name) => isSource(name, generated));
}

function isSource(name, generated) {
  return !NOT_A_SOURCE.test(name) && !NOT_SOURCES.has(name) && (generated || name !== "generated");
}

function filesUnder(place, generated) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place)
    .filter((name) => isSource(name, generated))
    .sort()
    .flatMap((name) => filesUnder(path.join(place, name), generated));
}
