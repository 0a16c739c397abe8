import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import util, { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { InstalledTensorFlow } from "./installed-tensorflow.ts";
import {
  limitMemory,
  reportOutOfMemory,
  type TensorFlowBackend,
  type TensorFlowBinding,
} from "./tensorflow-backend.ts";

const require = createRequire(import.meta.url);

interface KernelsPackage {
  readonly NodeJSKernelBackend: new (
    binding: TensorFlowBinding,
    packageName: string,
  ) => TensorFlowBackend;
}

/**
 * Loads TensorFlow's libraries and the binding over them.
 *
 * @throws {Error} with the dynamic linker's words, such as a library that is missing.
 */
export function loadBinding({ folder, manifest }: InstalledTensorFlow): TensorFlowBinding {
  // Read once, when the libraries load: 2 leaves errors and hides information and warnings.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // A GPU is often shared; TensorFlow takes all of its memory at once if it is let.
  process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
  limitMemory();
  if (manifest.loaderFile) preload(join(folder, manifest.loaderFile), folder, manifest.preload);
  return require(join(folder, manifest.bindingFile)) as TensorFlowBinding;
}

function preload(loaderFile: string, folder: string, libraries: readonly string[]): void {
  const loader = require(loaderFile) as { load(path: string): string | null };
  let left = libraries;
  for (;;) {
    // What does not load at all is asked for again by the binding, whose error is the better one.
    const failed = left.filter((library) => loader.load(join(folder, library)) !== null);
    if (failed.length === 0 || failed.length === left.length) return;
    left = failed; // they may have needed libraries that come later in the list
  }
}

/**
 * Makes tfjs's backend over the binding and registers the package's kernels for it.
 *
 * The package asks for the union package `@tensorflow/tfjs`, of which it uses the core alone. It gets
 * the trainer's own core: one instance, no second copy, and no WebGL or plain JavaScript backend.
 */
export function createBackend(
  packageFolder: string,
  binding: TensorFlowBinding,
): TensorFlowBackend {
  restoreRemovedUtils();
  addChainedOps();
  const packageRequire = createRequire(join(packageFolder, "dist", "index.js"));
  const union = packageRequire.resolve("@tensorflow/tfjs");
  require("@tensorflow/tfjs-core");
  const core = require.cache[require.resolve("@tensorflow/tfjs-core")];
  if (core) require.cache[union] ??= core;
  packageRequire("./register_all_kernels");
  const { NodeJSKernelBackend } = packageRequire("./nodejs_kernel_backend") as KernelsPackage;
  const { name } = packageRequire("../package.json") as { name: string };
  const backend = new NodeJSKernelBackend(binding, name);
  reportOutOfMemory(backend);
  return backend;
}

/** A few of the package's kernels, such as Prelu, call methods that only the union package adds. */
function addChainedOps(): void {
  const { prototype } = tf.Tensor as unknown as { prototype: Record<string, unknown> };
  for (const [name, op] of Object.entries(METHODS)) {
    prototype[name] ??= chained(op);
  }
}

const METHODS = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  toFloat: (x: tf.Tensor) => tf.cast(x, "float32"),
  toInt: (x: tf.Tensor) => tf.cast(x, "int32"),
};

function chained(op: (x: tf.Tensor, other: tf.Tensor) => tf.Tensor) {
  return function method(this: tf.Tensor, other: tf.Tensor): tf.Tensor {
    return op(this, other);
  };
}

/** The package calls two helpers that Node 22 warns about and Node 24 no longer has. */
function restoreRemovedUtils(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

const Answer = z.object({
  version: z.string(),
  gpu: z.boolean(),
  /** What the dynamic linker said of each library that does not load beforehand. */
  unloaded: z.array(z.string()),
});
export type TrialLoad = z.output<typeof Answer> | { readonly problem: string };

const SCRIPT = `
const [loader, binding, ...libraries] = process.argv.slice(1);
let left = loader ? libraries : [];
let unloaded = [];
for (let before = -1; left.length !== before; ) {
  before = left.length;
  const answers = left.map((path) => [path, require(loader).load(path)]).filter(([, no]) => no);
  [left, unloaded] = [answers.map(([path]) => path), answers.map(([, no]) => no)];
}
const { TF_Version: version, isUsingGpuDevice } = require(binding);
console.log(JSON.stringify({ version, gpu: isUsingGpuDevice(), unloaded }));
`;

/** A GPU of an architecture that TensorFlow was not built for has its code translated first. */
const PATIENCE_MS = 3_600_000;

/** Loads the binding in a process of its own; a crash there, even of the process, is an answer. */
export async function trialLoad({ folder, manifest }: InstalledTensorFlow): Promise<TrialLoad> {
  const absolute = (path: string): string => `${folder}/${path}`;
  const { loaderFile, bindingFile, preload } = manifest;
  const loader = loaderFile ? absolute(loaderFile) : "";
  const args = ["-e", SCRIPT, loader, absolute(bindingFile), ...preload.map(absolute)];
  try {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" };
    const options = { env, timeout: PATIENCE_MS };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return Answer.parse(JSON.parse(stdout));
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** The dynamic linker's sentence from Node's report of the error, or how the process ended. */
function problemOf(error: unknown): string {
  const { stderr, signal, killed, message } = error as {
    stderr?: string;
    signal?: string;
    /** By us, at the end of our patience. */
    killed?: boolean;
    message: string;
  };
  if (killed) return `it was not loaded after ${PATIENCE_MS / 60_000} minutes`;
  const line = /^(?:\w*Error): (.+)$/m.exec(stderr ?? "")?.[1];
  if (line) return line;
  return signal ? `the process was ended by ${signal}` : (message.split("\n")[0] ?? message);
}
