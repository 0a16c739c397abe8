import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { backendsHome, isRunning } from "../../../files/user-cache.ts";
import { findGpu } from "../gpu.ts";
import {
  findTensorFlow,
  type InstalledTensorFlow,
  installedName,
  kernelPackage,
  RECIPE,
  type TensorFlowKind,
  type TensorFlowManifest,
} from "../installed-tensorflow.ts";
import { trialLoad } from "../load-binding.ts";
import type { BuildOptions, BuiltTensorFlow } from "./compile-binding.ts";
import { installFromWheel, installOfficial } from "./install-libraries.ts";
import { installError, prepareFolder, type SOURCES } from "./requirements.ts";
import { WHEELS } from "./wheel.ts";

export interface InstallOptions {
  readonly kind: TensorFlowKind;
  readonly from: (typeof SOURCES)[number];
  readonly home?: string;
  readonly signal?: AbortSignal;
  readonly onStep: (step: string) => void;
  /** Lets pip draw its progress bar on standard error. */
  readonly show?: boolean;
}

const WAYS = { wheel: installFromWheel, official: installOfficial } as const;
const BUILDING = ".building-";

/**
 * Puts TensorFlow into `home`, or finds it there. What is there before stays usable until the new one
 * has been built and tried; then the folder is moved into place at once.
 *
 * `auto` tries the Python package first: its TensorFlow is four years newer than the official download.
 *
 * @throws {AppError} for whatever is missing; nothing is left behind but finished downloads.
 */
export async function installTensorFlow(options: InstallOptions): Promise<InstalledTensorFlow> {
  const { kind, from, home = backendsHome(), onStep } = options;
  const found = findTensorFlow(kind, home);
  if (found.installed && (from === "auto" || found.installed.manifest.source === from)) {
    const trial = await trialLoad(found.installed);
    if (!("problem" in trial)) return found.installed;
    onStep(
      `The one in ${found.installed.folder} does not load (${trial.problem}); making a new one`,
    );
  }
  await prepareFolder(home, WHEELS[kind].room);
  if (kind === "gpu" && !(await findGpu()))
    onStep("No NVIDIA GPU is seen here; going on all the same");
  await removeLeftovers(home);
  const ways = from === "auto" ? (["wheel", "official"] as const) : [from];
  const refusals: AppError[] = [];
  for (const way of ways) {
    try {
      return await installOneWay(way, home, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (!(error instanceof AppError) || error.code !== "DEVICE_UNAVAILABLE") throw error;
      refusals.push(error);
    }
  }
  const [first] = refusals;
  if (first && refusals.length === 1) throw first;
  throw installError(
    refusals.map(({ message }) => message).join("\n  "),
    refusals.map(({ hint }) => hint).join("\n  "),
    first,
  );
}

async function installOneWay(
  way: keyof typeof WAYS,
  home: string,
  { kind, signal, onStep, show = false }: InstallOptions,
): Promise<InstalledTensorFlow> {
  const packageFolder = kernelPackage(kind);
  if (!packageFolder) {
    throw installError(
      `The optional npm package for ${kind === "gpu" ? "the GPU" : "TensorFlow"} is not there.`,
      "Run `npm run setup` without leaving optional packages out.",
    );
  }
  const folder = join(home, `${BUILDING}${process.pid}-${randomUUID()}`);
  const downloads = join(home, `downloads-${kind}`);
  await mkdir(folder);
  try {
    const build: BuildOptions = { kind, folder, downloads, packageFolder, signal, onStep, show };
    const built = await WAYS[way](build);
    await rm(join(folder, "build"), { recursive: true, force: true });
    onStep("Trying it");
    const untried = await manifestOf(built, { kind, folder, packageFolder });
    const trial = await trialLoad({ folder, manifest: untried });
    if ("problem" in trial) {
      throw installError(
        `The TensorFlow that was built does not load: ${trial.problem}`,
        "Look at the versions of the C library and the compiler; `--from` names another way to get it.",
      );
    }
    const manifest = { ...untried, tensorflow: trial.version };
    await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    const target = join(home, installedName(kind, manifest.tensorflow));
    await moveIntoPlace(folder, target);
    await rm(downloads, { recursive: true, force: true });
    return { folder: target, manifest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is to be written down, but for TensorFlow's version, which it says itself when it is tried. */
async function manifestOf(
  { files: paths, ...built }: BuiltTensorFlow,
  where: { kind: TensorFlowKind; folder: string; packageFolder: string },
): Promise<TensorFlowManifest> {
  const { kind, folder, packageFolder } = where;
  const sizes = paths.map(async (path) => [path, (await stat(join(folder, path))).size] as const);
  const files = Object.fromEntries(await Promise.all(sizes));
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  const { version: binding } = JSON.parse(text) as { version: string };
  return { recipe: RECIPE, kind, tensorflow: "", binding, files, ...built };
}

/** Folders of installations that were cut off: their process is gone. */
export async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(new RegExp(`^\\${BUILDING}(\\d+)-`).exec(name)?.[1]);
    if (pid && !isRunning(pid)) await rm(join(home, name), { recursive: true, force: true });
  }
}

/** Removes every version of it, its downloads and what cut-off installations left. @returns What was removed. */
export async function removeTensorFlow(
  kind: TensorFlowKind,
  home = backendsHome(),
): Promise<string[]> {
  if (!existsSync(home)) return [];
  await removeLeftovers(home);
  const suffix = `-${process.platform}-${process.arch}`;
  const names = (await readdir(home)).filter(
    (name) =>
      name === `downloads-${kind}` ||
      (name.startsWith(`tensorflow-${kind}-`) && name.endsWith(suffix)),
  );
  for (const name of names) await rm(join(home, name), { recursive: true, force: true });
  return names.map((name) => join(home, name));
}

/**
 * Puts a folder where another one may be. A rename is all or nothing: what is there is moved away first and
 * deleted when the new one is in its place, or moved back where that fails.
 */
export async function moveIntoPlace(folder: string, target: string): Promise<void> {
  const old = `${folder}-old`;
  const wasThere = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(folder, target);
  } catch (error) {
    if (wasThere) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
