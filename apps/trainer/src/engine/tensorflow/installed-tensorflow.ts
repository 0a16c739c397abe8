import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { backendsHome } from "../../files/user-cache.ts";

/** Which build of TensorFlow: for the processor alone, or for an NVIDIA GPU. */
export type TensorFlowKind = "cpu" | "gpu";

/** Raised when what `backend install` makes changes, so that an older one is made again. */
export const RECIPE = 1;

const MANIFEST = "manifest.json";
const Manifest = z.object({
  recipe: z.number(),
  kind: z.enum(["cpu", "gpu"]),
  /** Version of TensorFlow, such as `2.21.0`. */
  tensorflow: z.string(),
  source: z.enum(["wheel", "official"]),
  /** Version of the npm package whose binding this is. */
  binding: z.string(),
  /** Paths below the folder and sizes in bytes: what has to be there. */
  files: z.record(z.string(), z.number()),
  /** Libraries to load before the binding, in this order. */
  preload: z.array(z.string()),
  /** Native modules: the binding, and the one that loads `preload` (null: not needed). */
  bindingFile: z.string(),
  loaderFile: z.string().nullable(),
});
export type TensorFlowManifest = z.output<typeof Manifest>;

/** A TensorFlow that is on disk, whole. */
export interface InstalledTensorFlow {
  readonly folder: string;
  readonly manifest: TensorFlowManifest;
}

/** What is on disk: an engine, or one sentence about what is missing or broken. */
export type FoundTensorFlow =
  | { readonly installed: InstalledTensorFlow }
  | { readonly installed: null; readonly problem: string };

/** Name of the folder below `backendsHome()`; machines of several kinds may share one home. */
export function installedName(kind: TensorFlowKind, version: string): string {
  return `tensorflow-${kind}-${version}-${process.platform}-${process.arch}`;
}

/** Looks at names and sizes only: nothing is loaded, so it takes about a millisecond. */
export function findTensorFlow(kind: TensorFlowKind, home = backendsHome()): FoundTensorFlow {
  const problems: string[] = [];
  for (const name of candidates(kind, home)) {
    const folder = join(home, name);
    const manifest = readManifest(folder);
    const fault = manifest ? faultOf(folder, manifest) : "has no readable manifest";
    if (manifest && !fault) return { installed: { folder, manifest } };
    problems.push(`${folder} ${fault}`);
  }
  const stock = stockInstall(kind);
  if (stock) return { installed: stock };
  return { installed: null, problem: problems[0] ?? "not installed" };
}

/** Newest first. */
function candidates(kind: TensorFlowKind, home: string): string[] {
  const suffix = `-${process.platform}-${process.arch}`;
  const names = existsSync(home) ? readdirSync(home) : [];
  return names
    .filter((name) => name.startsWith(`tensorflow-${kind}-`) && name.endsWith(suffix))
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
}

function readManifest(folder: string): TensorFlowManifest | null {
  try {
    const text = readFileSync(join(folder, MANIFEST), "utf8");
    return Manifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function faultOf(folder: string, manifest: TensorFlowManifest): string | null {
  if (manifest.recipe !== RECIPE) return "was made by another version of Graft";
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const found = statSync(join(folder, path), { throwIfNoEntry: false })?.size;
    if (found === undefined) return `lacks ${path}`;
    if (found !== bytes) return `has a damaged ${path} (${found} of ${bytes} bytes)`;
  }
  return null;
}

/** Folder of the npm package that holds TensorFlow's kernels for tfjs; null where it was left out. */
export function kernelPackage(kind: TensorFlowKind): string | null {
  const name = kind === "gpu" ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node";
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** The package's own install script may have been run by hand: then everything is inside the package. */
function stockInstall(kind: TensorFlowKind): InstalledTensorFlow | null {
  const folder = kernelPackage(kind);
  if (!folder || !existsSync(join(folder, "deps", "lib"))) return null;
  const builds = existsSync(join(folder, "lib")) ? readdirSync(join(folder, "lib")) : [];
  const bindingFile = builds
    .map((build) => join("lib", build, "tfjs_binding.node"))
    .find((path) => existsSync(join(folder, path)));
  if (!bindingFile) return null;
  const common = { recipe: RECIPE, kind, files: {}, preload: [], loaderFile: null };
  const versions = { tensorflow: "2.9.1", binding: "4.22.0", source: "official" } as const;
  return { folder, manifest: { ...common, ...versions, bindingFile } };
}
