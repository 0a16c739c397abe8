import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { TensorFlowKind, TensorFlowManifest } from "../installed-tensorflow.ts";
import { installError, lastLines, runCommand } from "./requirements.ts";

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

const STRING_CASE = "    case TF_ATTR_STRING: {\n";
const TYPE_CASE = "    case TF_ATTR_TYPE: {\n";

const STRING_LIST = `
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<std::string> strings(length);
        std::vector<const void *> values(length);
        std::vector<size_t> lengths(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = GetStringParam(env, element, strings[i]);
          ENSURE_NAPI_OK(env, nstatus);
          values[i] = strings[i].data();
          lengths[i] = strings[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, values.data(),
                                lengths.data(), static_cast<int>(length));
        break;
      }
`;

const TYPE_LIST = `
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<TF_DataType> types(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = napi_get_value_int32(
              env, element, reinterpret_cast<int32_t *>(&types[i]));
          ENSURE_NAPI_OK(env, nstatus);
        }
        TFE_OpSetAttrTypeList(tfe_op, attr_name, types.data(),
                              static_cast<int>(length));
        break;
      }
`;

/**
 * Lets an op's attribute be a list of strings or of types, as TensorFlow's fused convolutions need.
 *
 * A source in which the places are not found, each once, is returned as it is: it works without.
 */
export function patchBinding(source: string): string {
  if (source.split(STRING_CASE).length !== 2 || source.split(TYPE_CASE).length !== 2) return source;
  return source
    .replace(STRING_CASE, () => STRING_CASE + STRING_LIST)
    .replace(TYPE_CASE, () => TYPE_CASE + TYPE_LIST);
}

/** What a way of installing gets. */
export interface BuildOptions {
  readonly kind: TensorFlowKind;
  /** Empty folder in which the engine is put together. */
  readonly folder: string;
  /** Folder for downloads; kept when the installation fails, so that the next attempt is shorter. */
  readonly downloads: string;
  /** Folder of the npm package whose binding is built. */
  readonly packageFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** Called at the start of each step with what is being done. */
  readonly onStep: (step: string) => void;
  /** Lets the programs that are started draw their progress on standard error. */
  readonly show: boolean;
}

/** What a way of installing has put into the folder; `files` are the paths that have to stay there. */
export interface BuiltTensorFlow
  extends Pick<TensorFlowManifest, "source" | "preload" | "bindingFile" | "loaderFile"> {
  readonly files: readonly string[];
}
