import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import type { BuildOptions, BuiltTensorFlow } from "./built-tensorflow.ts";
import { compileBinding } from "./compile-binding.ts";
import { diskFull, installError, isNoSpace } from "./install-error.ts";
import { findCompiler } from "./requirements.ts";
import { runCommand } from "./run-command.ts";

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
