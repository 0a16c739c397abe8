import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { type BuildOptions, type BuiltTensorFlow, compileBinding } from "./compile-binding.ts";
import {
  diskFull,
  findCompiler,
  findPip,
  installError,
  isNoSpace,
  type Pip,
  runCommand,
} from "./requirements.ts";
import { cudaRequirements, fetchWheel, pipDownload, unpackWheel, WHEELS } from "./wheel.ts";

const LIBRARIES = ["tensorflow/libtensorflow_framework.so.2", "tensorflow/libtensorflow_cc.so.2"];
const LINK = ["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"];
/** The headers that the binding includes, with what they include. */
const HEADERS = [
  "c/*.h",
  "core/platform/ctstring*.h",
  "../tsl/platform/ctstring*.h",
  "../xla/tsl/c/*.h",
].map((pattern) => join("tensorflow/include/tensorflow", pattern));
const NOTICES = ["tensorflow/THIRD_PARTY_NOTICES.txt", "tensorflow/include/LICENSE"];
const CUDA = ["nvidia/*/lib/*.so*", "nvidia/cuda_nvcc/bin/ptxas", "nvidia/cuda_nvcc/nvvm/*"];

/**
 * TensorFlow's shared libraries as its Python package has them, with a binding compiled against them.
 *
 * @throws {AppError} for whatever is missing: pip, compiler, network, space.
 */
export async function installFromWheel(options: BuildOptions): Promise<BuiltTensorFlow> {
  const { kind, folder, downloads, packageFolder, signal, onStep, show } = options;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw installError(
      `TensorFlow from its Python package is for 64-bit Intel and AMD Linux; this is ${process.platform}-${process.arch}.`,
      "Use `--from official`.",
    );
  }
  const recipe = WHEELS[kind];
  const compiler = await findCompiler();
  const pip = await findPip();

  onStep(`Downloading TensorFlow ${recipe.version} (${Math.round(recipe.download / 1e6)} MB)`);
  const wheel = await fetchWheel(recipe, downloads, { pip, signal, show });
  onStep("Unpacking its libraries");
  await unpackWheel(wheel, {
    pip,
    folder,
    patterns: [...LIBRARIES, ...HEADERS, ...NOTICES],
    signal,
  });
  const cuda = kind === "gpu" ? await addCuda(wheel, pip, options) : [];

  onStep("Compiling the binding");
  const include = join(folder, "tensorflow", "include");
  const libraries = { path: "tensorflow", flags: LINK };
  const sources = { compiler, packageFolder, include, folder, libraries, signal };
  const built = await compileBinding(sources);
  await rm(join(folder, "build"), { recursive: true });
  await rm(include, { recursive: true });
  await stripSymbols(folder, signal);
  return {
    source: "wheel",
    files: [...LIBRARIES, built.bindingFile, built.loaderFile],
    preload: [...cuda, ...LIBRARIES],
    ...built,
  };
}

/** CUDA's libraries, in the versions that TensorFlow names. @returns Their paths below the folder. */
async function addCuda(wheel: string, pip: Pip, options: BuildOptions): Promise<string[]> {
  const { folder, downloads, signal, onStep, show } = options;
  const requirements = await cudaRequirements(wheel, pip);
  onStep(`Downloading CUDA's libraries (${requirements.length} packages)`);
  const into = join(downloads, "cuda");
  await pipDownload(
    { requirements, python: WHEELS.gpu.python, folder: into },
    { pip, signal, show },
  );
  const wheels = (await readdir(into)).filter((name) => name.endsWith(".whl"));
  for (const name of wheels) {
    await unpackWheel(join(into, name), { pip, folder, patterns: CUDA, signal });
  }
  const paths = await readdir(join(folder, "nvidia"), { recursive: true });
  return paths
    .filter((path) => /\.so(\.\d+)*$/.test(path))
    .toSorted()
    .map((path) => join("nvidia", path));
}

/** Drops the symbols that only a debugger reads: 205 MB less on disk. It works as well without. */
async function stripSymbols(folder: string, signal: AbortSignal | undefined): Promise<void> {
  for (const library of LIBRARIES) {
    await runCommand("strip", ["--strip-unneeded", join(folder, library)], { signal });
  }
}

/**
 * The npm package's own install script, run in a copy of the package: it downloads the build of
 * TensorFlow that the package was made for, and a ready binding. Where there is a compiler the binding is
 * built here instead: so it can do more, and its download may fail.
 *
 * @throws {AppError} with the script's complaint.
 */
export async function installOfficial(options: BuildOptions): Promise<BuiltTensorFlow> {
  const { kind, folder, packageFolder, signal, onStep } = options;
  onStep("Running the package's own install script (it downloads about 100 MB, for a GPU 400 MB)");
  const work = join(folder, "script");
  const copy = join(work, "package");
  await cp(packageFolder, copy, {
    recursive: true,
    filter: (source) => !source.includes("node_modules", packageFolder.length),
  });
  await linkDependencies(work, packageFolder);
  const env = {
    ...process.env,
    PATH: [join(work, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter),
  };
  const args = ["scripts/install.js", kind, "download"];
  const result = await runCommand(process.execPath, args, { cwd: copy, env, signal });
  const compiler = process.platform === "linux" ? await findCompiler().catch(() => null) : null;
  const hasLibraries = existsSync(join(copy, "deps", "lib"));
  if (!hasLibraries || (result.status !== 0 && !compiler)) {
    throw installScriptError(`${result.stderr}\n${result.stdout}`, folder);
  }
  await mkdir(join(folder, "deps"));
  await rename(join(copy, "deps", "lib"), join(folder, "deps", "lib"));
  const built = compiler ? await build(compiler, copy, options) : await takeBinding(copy, folder);
  await rm(work, { recursive: true });
  const names = await readdir(join(folder, "deps", "lib"));
  const { bindingFile } = built;
  return {
    source: "official",
    files: [bindingFile, ...names.map((name) => join("deps", "lib", name))],
    preload: [],
    bindingFile,
    loaderFile: null,
  };
}

function build(compiler: string, copy: string, options: BuildOptions) {
  options.onStep("Compiling the binding");
  return compileBinding({
    ...options,
    compiler,
    include: join(copy, "deps", "include"),
    libraries: { path: "deps/lib", flags: ["-ltensorflow", "-ltensorflow_framework"] },
  });
}

/** The script finds the packages it needs beside the copy as it would beside the original. */
async function linkDependencies(work: string, packageFolder: string): Promise<void> {
  await symlink(dirname(dirname(packageFolder)), join(work, "node_modules"), "junction");
  const packageRequire = createRequire(join(packageFolder, "package.json"));
  const preGyp = dirname(packageRequire.resolve("@mapbox/node-pre-gyp/package.json"));
  await mkdir(join(work, "bin"));
  await symlink(join(preGyp, "bin", "node-pre-gyp"), join(work, "bin", "node-pre-gyp"));
}

function installScriptError(output: string, folder: string): Error {
  if (isNoSpace(output)) return diskFull(folder, "the download could not be unpacked.");
  const line = output
    .split("\n")
    .find((text) => /^\w*Error:|ENOTFOUND|ECONN|node-pre-gyp ERR/.test(text));
  return installError(
    `The package's own install script failed: ${line?.trim() ?? "it gave no reason"}`,
    "It needs a network that reaches the download server of tfjs-node; `--from wheel` needs pip and a compiler instead.",
  );
}

/** Moves the ready binding out of the copy; it looks for the libraries in ../../deps/lib. */
async function takeBinding(copy: string, folder: string): Promise<{ bindingFile: string }> {
  await rename(join(copy, "lib"), join(folder, "lib"));
  const paths = await readdir(join(folder, "lib"), { recursive: true });
  const binding = paths.find((path) => path.endsWith("tfjs_binding.node"));
  if (binding) return { bindingFile: join("lib", binding) };
  throw installError("The install script ended well but left no binding.", "Use `--from wheel`.");
}
