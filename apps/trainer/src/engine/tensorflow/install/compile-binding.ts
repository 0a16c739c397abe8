import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installError } from "./install-error.ts";
import { patchBinding } from "./patch-binding.ts";
import { lastLines, runCommand } from "./run-command.ts";

interface BindingSources {
  readonly compiler: string;
  /** Folder of the npm package whose binding is compiled. */
  readonly packageFolder: string;
  /** Folder with TensorFlow's headers. */
  readonly include: string;
  /** Folder that becomes the engine; the binding is built in it. */
  readonly folder: string;
  /** Where below `folder` TensorFlow's libraries are, and how the linker is told of them. */
  readonly libraries: { readonly path: string; readonly flags: readonly string[] };
  readonly signal?: AbortSignal | undefined;
}

/** Version of Node-API: every Node that Graft supports has it, so one build serves them all. */
const NODE_API = "-DNAPI_VERSION=8";
const COMMON = ["-O2", "-std=c++17", "-fPIC", "-shared", NODE_API, `-I${nodeHeaders()}`];

/**
 * Compiles the binding and the quiet loader. @returns Their file names below `folder`.
 *
 * Node's own headers are not needed: those of Node-API, which is stable across versions, come from npm.
 *
 * @throws {AppError} with the compiler's last words.
 */
export async function compileBinding(
  sources: BindingSources,
): Promise<{ bindingFile: string; loaderFile: string }> {
  const { compiler, packageFolder, include, folder, libraries, signal } = sources;
  const from = join(packageFolder, "binding");
  const work = join(folder, "build");
  await mkdir(work, { recursive: true });
  const patched = join(work, "tfjs_backend.cc");
  await writeFile(patched, patchBinding(await readFile(join(from, "tfjs_backend.cc"), "utf8")));

  const bindingFile = "tfjs_binding.node";
  await compile({ compiler, signal }, [
    ...COMMON,
    `-I${include}`,
    `-I${from}`,
    patched,
    join(from, "tfjs_binding.cc"),
    "-o",
    join(folder, bindingFile),
    `-L${join(folder, libraries.path)}`,
    ...libraries.flags,
    `-Wl,-rpath,$ORIGIN/${libraries.path}`,
  ]);

  const loaderFile = "quiet_loader.node";
  const loader = join(import.meta.dirname, "..", "native", "quiet-loader.cc");
  await compile({ compiler, signal }, [...COMMON, loader, "-o", join(folder, loaderFile), "-ldl"]);
  return { bindingFile, loaderFile };
}

async function compile(
  { compiler, signal }: { compiler: string; signal: AbortSignal | undefined },
  args: readonly string[],
): Promise<void> {
  const result = await runCommand(compiler, args, { signal });
  if (result.status === 0) return;
  throw installError(
    `${compiler} cannot build TensorFlow's binding: ${lastLines(result)}`,
    "A compiler for C++17 is needed (g++ 8 or clang++ 7, or later); name another one in CXX.",
  );
}

function nodeHeaders(): string {
  const require = createRequire(import.meta.url);
  return (require("node-api-headers") as { include_dir: string }).include_dir;
}
