import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { counts, fingerprint } from "./fingerprint.mjs";
import { fileSizes, firstChanged } from "./stock.mjs";

/** A process loads its chunks when it needs them: a bundle is kept while one may still be running. */
const KEEP_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * One JavaScript file (and a chunk for each lazy import) of TypeScript sources, rebuilt whenever a
 * byte of them has changed: starting from it saves the loader that compiles every file on its way.
 *
 * Inside it `import.meta.url` is still the source's own address, and packages are loaded from where the
 * source that imports them finds them, so that the bundle behaves like its sources.
 *
 * @param options.base Folder that `entry` and `inputs` are relative to.
 * @param options.inputs Files and folders whose content decides; all sources must be among them.
 * @param options.inline Packages whose code goes into the bundle, too.
 * @param options.folder Where bundles are kept, each named after its fingerprint.
 * @returns Path of the file to import.
 */
export async function bundle(options) {
  const { folder } = options;
  const place = path.join(folder, keyOf(options));
  const file = path.join(place, "main.mjs");
  if (isWhole(place)) return file;
  const making = `${place}.${randomUUID()}.tmp`;
  try {
    await make(making, options);
    // The sources may have changed while they were read.
    if (path.join(folder, keyOf(options)) !== place) return await bundle(options);
    writeFileSync(path.join(making, CONTENTS), JSON.stringify(fileSizes(making)));
    putInPlace(making, place);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  removeOld(folder);
  return file;
}

/** The base counts, because the bundle names files by their full paths. */
function keyOf({ base, entry, inputs }) {
  const sources = fingerprint(base, inputs, { generated: true });
  return createHash("sha256").update(`${base}\n${entry}\n${sources}`).digest("hex").slice(0, 32);
}

async function make(outdir, { base, entry, inputs, inline }) {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: base,
    entryPoints: { main: path.join(base, entry) },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: `node${process.versions.node}`,
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "silent",
    metafile: true,
    banner: { js: REQUIRE },
    plugins: [ownAddresses, packagesInPlace(inline)],
  });
  const unwatched = Object.keys(metafile.inputs).filter(
    (file) =>
      !/(^|\/)node_modules\/|^required:/.test(file) &&
      !inputs.some((input) => counts(input, file, { generated: true })),
  );
  if (unwatched.length > 0) {
    throw new Error(`Sources that decide nothing about the bundle: ${unwatched.join(", ")}`);
  }
}

/** In each bundle: its files with their sizes. */
const CONTENTS = "contents.json";

/** Whether a bundle is there from which nothing was removed. */
function isWhole(place) {
  try {
    const files = JSON.parse(readFileSync(path.join(place, CONTENTS), "utf8"));
    return firstChanged(place, files) === null;
  } catch {
    return false;
  }
}

function putInPlace(making, place) {
  // What is there is incomplete; a process that runs from it keeps the chunks it has loaded.
  if (!isWhole(place)) rmSync(place, { recursive: true, force: true });
  try {
    renameSync(making, place);
  } catch (error) {
    // Another process may have made the same one meanwhile.
    if (!isWhole(place)) throw error;
  }
}

function removeOld(folder) {
  for (const name of readdirSync(folder)) {
    const place = path.join(folder, name);
    // Another process may be doing the same, or have just put its own in place.
    const made = statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > KEEP_MS) rmSync(place, { recursive: true, force: true });
  }
}

/** CommonJS packages inside the bundle require Node's own modules. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const ownAddresses = {
  name: "own-addresses",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const url = JSON.stringify(pathToFileURL(file).href);
      const dirname = JSON.stringify(path.dirname(file));
      const contents = source
        .replaceAll("import.meta.url", url)
        .replaceAll("import.meta.dirname", dirname);
      return { contents, loader: "ts" };
    });
  },
};

/**
 * Packages stay outside, named by their files: the bundle lies where their names lead nowhere.
 *
 * CommonJS ones are required, not imported: Node reads an imported one twice, once only to find its
 * names, which takes longer for tfjs than to run it.
 */
function packagesInPlace(inline) {
  return {
    name: "packages-in-place",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        const { path: name, kind, importer, resolveDir } = args;
        const isOurs = inline.includes(packageOf(name)) || name.startsWith("@graft/");
        if (args.pluginData === RESOLVING || isOurs || name.startsWith("node:")) return null;
        if (kind !== "import-statement" && kind !== "dynamic-import") return null;
        const options = { kind, importer, resolveDir, pluginData: RESOLVING };
        const { path: file, errors } = await build.resolve(name, options);
        if (errors.length > 0) return { errors };
        if (isCommonJs(file)) return { path: file, namespace: REQUIRED };
        return { path: pathToFileURL(file).href, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path: file }) => ({
        contents: `module.exports = require(${JSON.stringify(file)});`,
        loader: "js",
      }));
      build.onResolve({ filter: /.*/, namespace: REQUIRED }, ({ path: file }) => ({
        path: file,
        external: true,
      }));
    },
  };
}

const RESOLVING = Symbol("resolving");
const REQUIRED = "required";

/** `@scope/name` or `name` of what an import names. */
function packageOf(specifier) {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** As Node decides it: by the ending, else by the nearest package.json. */
function isCommonJs(file) {
  if (!file.endsWith(".js")) return file.endsWith(".cjs");
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type !== "module";
    if (folder === path.dirname(folder)) return true;
  }
}
