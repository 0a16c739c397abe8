import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { limitMemory, reportOutOfMemory } from "./guard-memory.ts";
import type { InstalledTensorFlow } from "./installed-tensorflow.ts";
import type { TensorFlowBackend, TensorFlowBinding } from "./tensorflow-backend.ts";

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
