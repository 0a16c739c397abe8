import * as tf from "@tensorflow/tfjs-core";

export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  /** Without the kernels that it called. */
  readonly milliseconds: number;
}

export interface KernelProfile {
  /** Times since the last call of `reset`, the longest first. */
  times(): KernelTime[];
  reset(): void;
}

/** Measures every kernel of the current backend from now on, as long as the process lives. */
export function profileKernels(): KernelProfile {
  const backendName = tf.getBackend();
  const totals = new Map<string, { calls: number; milliseconds: number }>();
  /** Time spent in callees, per kernel that is running. */
  const running: number[] = [];
  for (const kernel of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(kernel.kernelName, backendName);
    const kernelFunc: tf.KernelFunc = (params) => {
      const start = performance.now();
      running.push(0);
      try {
        return kernel.kernelFunc(params);
      } finally {
        const whole = performance.now() - start;
        const inside = running.pop() ?? 0;
        if (running.length > 0) running.push((running.pop() ?? 0) + whole);
        const name = describe(kernel.kernelName, params.attrs as Attributes | undefined);
        const total = totals.get(name) ?? { calls: 0, milliseconds: 0 };
        total.calls += 1;
        total.milliseconds += whole - inside;
        totals.set(name, total);
      }
    };
    tf.registerKernel({ ...kernel, kernelFunc });
  }
  return {
    times: () =>
      [...totals]
        .map(([kernel, total]) => ({ kernel, ...total }))
        .sort((a, b) => b.milliseconds - a.milliseconds),
    reset: () => totals.clear(),
  };
}

interface Attributes {
  readonly depthwise?: boolean;
}

function describe(kernelName: string, attrs: Attributes | undefined): string {
  return attrs?.depthwise ? `${kernelName} (depthwise)` : kernelName;
}
