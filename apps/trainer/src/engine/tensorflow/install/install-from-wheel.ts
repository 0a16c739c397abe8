import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildOptions, BuiltTensorFlow } from "./built-tensorflow.ts";
import { compileBinding } from "./compile-binding.ts";
import { installError } from "./install-error.ts";
import { findCompiler, findPip, type Pip } from "./requirements.ts";
import { runCommand } from "./run-command.ts";
import { cudaRequirements, unpackWheel } from "./unpack-wheel.ts";
import { fetchWheel, pipDownload, WHEELS } from "./wheel.ts";

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
