// What a step made, so that a later look can tell whether it is still all there.
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Size in bytes of each file below `folder`, by its path in it.
 *
 * @param {string} folder
 * @param {string[]} [except] Names of folders in it that do not count.
 * @returns {Record<string, number>}
 */
export function fileSizes(folder, except = []) {
  const sizes = {};
  for (const file of filesUnder(folder, except)) sizes[path.relative(folder, file)] = sizeOf(file);
  return sizes;
}

/** The first file that is gone from `folder` or has another size; null if all is as it was. */
export function firstChanged(folder, sizes) {
  const changed = Object.entries(sizes).find(
    ([file, size]) => sizeOf(path.join(folder, file)) !== size,
  );
  return changed ? path.join(folder, changed[0]) : null;
}

/**
 * Files and bytes of each installed package, by its folder in pnpm's store of this project.
 *
 * @param {string} store `node_modules/.pnpm`
 * @returns {Record<string, [files: number, bytes: number]>}
 */
export function packageSizes(store) {
  const sizes = {};
  for (const folder of packagesIn(store)) {
    const files = filesUnder(path.join(store, folder), ["node_modules"]);
    sizes[folder] = [files.length, files.reduce((sum, file) => sum + sizeOf(file), 0)];
  }
  return sizes;
}

/**
 * The first package that is not as it was; null if all are.
 *
 * @param {Record<string, [files: number, bytes: number]>} sizes
 * @param {{ thorough?: boolean }} [options] `thorough` counts every file, which takes about a second; else a package is
 *   there if its manifest is.
 */
export function firstBroken(store, sizes, { thorough = false } = {}) {
  for (const [folder, [numFiles, bytes]] of Object.entries(sizes)) {
    const place = path.join(store, folder);
    if (!existsSync(path.join(place, "package.json"))) return place;
    if (!thorough) continue;
    const files = filesUnder(place, ["node_modules"]);
    const isLess =
      files.length < numFiles || files.reduce((sum, file) => sum + sizeOf(file), 0) < bytes;
    if (isLess) return place;
  }
  return null;
}

/** The real folders, not the links from one package to another. */
function packagesIn(store) {
  const found = [];
  for (const entry of foldersIn(store)) {
    const modules = path.join(entry, "node_modules");
    for (const folder of foldersIn(path.join(store, modules))) {
      const names = folder.startsWith("@")
        ? foldersIn(path.join(store, modules, folder)).map((name) => path.join(folder, name))
        : [folder];
      found.push(...names.map((name) => path.join(modules, name)));
    }
  }
  return found.filter((folder) => existsSync(path.join(store, folder, "package.json")));
}

function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function filesUnder(folder, except) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory()) return [file];
    return except.includes(entry.name) ? [] : filesUnder(file, []);
  });
}

function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}
