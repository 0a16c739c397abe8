import "@tensorflow/tfjs-backend-cpu";
import { createRng } from "@graft/core/analysis/random";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Values in [-1, 1), the same for the same seed on every backend. */
export function randomValues(shape: readonly number[], seed: number): Float32Array {
  const rng = createRng(seed);
  const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
  return values.map(() => 2 * rng() - 1);
}

export type Compute = (inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Values of what `compute` makes on one backend of random inputs of these shapes. */
export async function computeOn(
  backend: string,
  shapes: readonly (readonly number[])[],
  compute: Compute,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const outputs = tf.tidy(() => {
    const inputs = shapes.map((shape, at) => tf.tensor(randomValues(shape, at + 1), [...shape]));
    return compute(inputs);
  });
  const list = Array.isArray(outputs) ? outputs : [outputs];
  const values = [];
  for (const output of list) values.push(new Float32Array(await output.data()));
  tf.dispose(list);
  return values;
}

/** Checks that a backend makes of the same inputs what tfjs's plain JavaScript backend makes of them. */
export async function expectSame(
  backend: string,
  { shapes, compute, tolerance }: Computation,
): Promise<void> {
  const expected = await computeOn("cpu", shapes, compute);
  const actual = await computeOn(backend, shapes, compute);
  expect(actual.length).toBe(expected.length);
  expected.forEach((values, at) => {
    expect(relativeError(actual[at]!, values), `output ${at}`).toBeLessThan(tolerance);
  });
}

export interface Computation {
  readonly shapes: readonly (readonly number[])[];
  readonly compute: Compute;
  /** Largest relative error that rounding alone may make. */
  readonly tolerance: number;
}

/** What `f` makes of its inputs, and the gradient of a weighted sum of that for each input. */
export function withGradients(f: (inputs: tf.Tensor[]) => tf.Tensor): Compute {
  return (inputs) => {
    const loss = (...given: tf.Tensor[]) => {
      const y = f(given);
      // Weights that differ from place to place, so that no mistake cancels out.
      const weights = tf.tensor(randomValues(y.shape, 99), y.shape);
      return tf.sum(tf.mul(y, weights)) as tf.Scalar;
    };
    return [f(inputs), ...tf.grads(loss)(inputs)];
  };
}

/** Largest difference, relative to the largest magnitude of `expected`. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  let worst = 0;
  actual.forEach((value, at) => {
    const difference = Math.abs(value - (expected[at] ?? Number.NaN));
    // NaN is never smaller, so that it counts as the worst.
    if (!(difference <= worst)) worst = difference;
  });
  return worst / scale;
}

/** What is held for tensors, by tfjs and by the library under its current backend. */
export interface MemoryInUse {
  readonly tensors: number;
  /** Of tfjs's tensors. */
  readonly bytes: number;
  /** What the library has allocated and keeps: TensorFlow's tensors, WebAssembly's or the GPU's bytes. */
  readonly library: number;
}

interface Libraries {
  readonly binding?: { getNumOfTensors(): number };
  readonly wasm?: { readonly HEAPU8: Uint8Array };
  readonly bufferManager?: { readonly numBytesAllocated: number };
}

export function memoryInUse(): MemoryInUse {
  const { numTensors: tensors, numBytes: bytes } = tf.memory();
  const { binding, wasm, bufferManager } = tf.backend() as Libraries;
  const library =
    binding?.getNumOfTensors() ?? wasm?.HEAPU8.length ?? bufferManager?.numBytesAllocated ?? 0;
  return { tensors, bytes, library };
}
