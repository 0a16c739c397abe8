import * as tf from "@tensorflow/tfjs-core";
import { ownGradients, ownKernels } from "../own-kernels.ts";

/** Which of our kernels and gradients have not been called since the recording began. */
export interface Recording {
  uncalledKernels(): string[];
  uncalledGradients(): string[];
}

/** Puts a note-taker in front of each kernel that a backend has of us, and of each of our gradients. */
export function recordCalls(backend: string): Recording {
  const kernels = ownKernels(backend);
  const called = new Set<string>();
  for (const [name, config] of kernels) {
    tf.unregisterKernel(name, backend);
    tf.registerKernel({
      ...config,
      kernelFunc: (call) => {
        called.add(name);
        return config.kernelFunc(call);
      },
    });
  }
  const gradients = ownGradients();
  const differentiated = new Set<string>();
  for (const name of gradients) {
    const config = tf.getGradient(name);
    tf.unregisterGradient(name);
    tf.registerGradient({
      ...config,
      gradFunc: (...call) => {
        differentiated.add(name);
        return config.gradFunc(...call);
      },
    });
  }
  return {
    uncalledKernels: () => [...kernels.keys()].filter((name) => !called.has(name)),
    uncalledGradients: () => [...gradients].filter((name) => !differentiated.has(name)),
  };
}
