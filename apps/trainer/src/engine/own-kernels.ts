import * as tf from "@tensorflow/tfjs-core";

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
