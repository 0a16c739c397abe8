import * as tf from "@tensorflow/tfjs-core";

/**
 * What computes: `tensorflow-gpu` and `tensorflow` are optional and fast, `webgpu` takes any GPU that has
 * a driver, `wasm` is always there.
 */
export type EngineName = "tensorflow-gpu" | "webgpu" | "tensorflow" | "wasm";

/** What a backend says about itself once it is tfjs's current backend. */
export interface OpenedEngine {
  /** Version of the library that computes, such as `2.21.0` for TensorFlow. */
  readonly version: string;
  /** What a run should record about it: number of threads, name of the GPU. */
  readonly detail: string;
}

/** The engine in use. It is tfjs's current backend; there is one per process. */
export interface Engine extends OpenedEngine {
  readonly name: EngineName;
  /** Why this engine and no faster one, as one plain sentence. */
  readonly reason: string;
}

/** Whether an engine could be opened on this machine; nothing is opened to find out. */
export interface EngineProbe {
  readonly name: EngineName;
  readonly available: boolean;
  readonly version?: string;
  /** What was found, or what is missing. */
  readonly reason: string;
  /** What to do to have it; empty when it is there. */
  readonly remedy: string;
}

const kernels = new Map<string, tf.KernelConfig>();
const gradients = new Set<string>();

/**
 * Registers a kernel of ours, in place of tfjs's where it has one. The only way to do so: the
 * conformance suite compares each kernel that comes this way with tfjs's plain JavaScript backend.
 */
export function registerOwnKernel(config: tf.KernelConfig): void {
  const { kernelName, backendName } = config;
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config);
  kernels.set(`${backendName}/${kernelName}`, config);
}

/** Registers a gradient of ours. */
export function registerOwnGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
  gradients.add(config.kernelName);
}

/** The kernels that a backend has of us, by name; as many as have been registered so far. */
export function ownKernels(backend: string): ReadonlyMap<string, tf.KernelConfig> {
  const own = [...kernels.values()].filter(({ backendName }) => backendName === backend);
  return new Map(own.map((config) => [config.kernelName, config]));
}

/** Names of the kernels that have a gradient of us. */
export function ownGradients(): ReadonlySet<string> {
  return gradients;
}
