import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { Compute } from "../compute/compute.ts";
import {
  convInfo,
  Heap,
  type KernelCall,
  limitsOf,
  type Named,
  register,
  rowsOf,
  sizeOf,
  stockKernel,
} from "./context.ts";
import { convolve } from "./convolve.ts";
import { convolveGradient } from "./convolve-gradient.ts";
import { channelSums, GRADIENT_MODES } from "./normalization.ts";

type MatMulCall = KernelCall<Named<"a" | "b">, tf.BatchMatMulAttrs>;
type SumCall = KernelCall<Named<"x">, tf.SumAttrs>;

/**
 * Products of two matrices and sums over rows. tfjs ships fast products without transposes only; one
 * with a transposed factor, as every gradient has, is 15 to 75 times slower there.
 */
export function registerMatrixKernels(compute: Compute): void {
  const stockProduct = stockKernel(tf.BatchMatMul);
  register(tf.BatchMatMul, (call: MatMulCall) => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attrs;
    const served = isMatrix(a) && isMatrix(b) && !(transposeA && transposeB);
    return served ? matMul(compute, call) : stockProduct(call as never);
  });
  const stockSum = stockKernel(tf.Sum);
  register(tf.Sum, (call: SumCall) =>
    isSumOfRows(call) ? sumOfRows(compute, call) : stockSum(call as never),
  );
}

function isMatrix(x: tf.TensorInfo): boolean {
  return x.dtype === "float32" && sizeOf(x) > 0 && x.shape.slice(0, -2).every((size) => size === 1);
}

/** A product is a convolution with filters of one pixel; one with a transposed first factor, its gradient. */
function matMul(compute: Compute, { inputs, attrs, backend }: MatMulCall): tf.TensorInfo {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs;
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [rows, columns] = [transposeA ? columnsA : rowsA, transposeB ? rowsB : columnsB];
  const leading = (a.shape.length >= b.shape.length ? a : b).shape.slice(0, -2);
  const heap = new Heap(compute, backend);
  const y = heap.make([...leading, rows, columns]);
  const none = { scale: 0, shift: 0, dx: 0, dfilter: 0, dscale: 0, dshift: 0, depthwise: false };
  const addresses = { x: heap.at(a), filter: heap.at(b), y: heap.at(y) };
  const gradientOf = (tensor: tf.TensorInfo) => ({
    mode: GRADIENT_MODES.plain,
    dy: heap.at(tensor),
  });
  if (transposeA) {
    const info = pointwise(rowsA, columnsA, columns);
    const wanted = { ...none, ...addresses, dfilter: addresses.y };
    convolveGradient(compute, { ...wanted, info, gradient: gradientOf(b) });
  } else if (transposeB) {
    const info = pointwise(rows, columns, columnsA);
    const wanted = { ...none, ...addresses, dx: addresses.y };
    convolveGradient(compute, { ...wanted, info, gradient: gradientOf(a) });
  } else {
    const info = pointwise(rows, columnsA, columns);
    convolve(compute, { ...none, ...addresses, info, ...limitsOf("linear") });
  }
  return y;
}

function pointwise(rows: number, channels: number, filters: number) {
  const shapes = { xShape: [1, rows, 1, channels], filterShape: [1, 1, channels, filters] };
  return convInfo({ ...shapes, depthwise: false }, { strides: 1, pad: "valid" });
}

/** Whether all axes but the last are summed: a bias gradient, a mean over batch and space. */
function isSumOfRows({ inputs: { x }, attrs: { axis } }: SumCall): boolean {
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((p, q) => p - q);
  const { rows, channels } = rowsOf(x);
  const leading = axes.length === x.shape.length - 1 && axes.every((axis, at) => axis === at);
  return x.dtype === "float32" && leading && rows > 0 && channels > 0;
}

function sumOfRows(compute: Compute, { inputs, attrs, backend }: SumCall): tf.TensorInfo {
  const { x } = inputs;
  const heap = new Heap(compute, backend);
  const { channels } = rowsOf(x);
  const kept = [...x.shape.slice(0, -1).map(() => 1), channels];
  const y = heap.make(attrs.keepDims ? kept : [channels]);
  channelSums(compute, { ...rowsOf(x), dy: heap.at(x), sums: heap.at(y) });
  return y;
}

type IdentityCall = KernelCall<Named<"x">>;
type SliceCall = KernelCall<Named<"x">, tf.SliceAttrs>;
type SplitCall = KernelCall<Named<"x">, tf.SplitVAttrs>;

/**
 * Clones and slices without needless copies. tfjs's wasm backend copies the values of every clone, and
 * its gradients clone all that they save; a slice there first copies the whole tensor.
 */
export function registerCopyKernels(): void {
  const stockIdentity = stockKernel(tf.Identity);
  register(tf.Identity, (call: IdentityCall) => {
    const { x } = call.inputs;
    if (x.dtype === "string") return stockIdentity(call as never);
    call.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
  const stockSlice = stockKernel(tf.Slice);
  register(tf.Slice, (call: SliceCall) => {
    const { x } = call.inputs;
    if (x.dtype === "string") return stockSlice(call as never);
    const { begin, size } = call.attrs;
    const [from = [], counts = []] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
    return slice(call.backend, x, { from, counts });
  });
  const stockSplit = stockKernel(tf.SplitV);
  register(tf.SplitV, (call: SplitCall) =>
    call.inputs.x.dtype === "string" ? stockSplit(call as never) : split(call),
  );
}

function split({ inputs: { x }, attrs, backend }: SplitCall): tf.TensorInfo[] {
  const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0] as number;
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis);
  let start = 0;
  return sizes.map((size) => {
    const from = x.shape.map((_, at) => (at === axis ? start : 0));
    const counts = x.shape.map((whole, at) => (at === axis ? size : whole));
    start += size;
    return slice(backend, x, { from, counts });
  });
}

interface Box {
  /** First place and number of places on each axis. */
  readonly from: readonly number[];
  readonly counts: readonly number[];
}

function slice(backend: BackendWasm, x: tf.TensorInfo, { from, counts }: Box): tf.TensorInfo {
  const output = backend.makeOutput([...counts], x.dtype);
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(output)];
  // What is whole on all later axes lies in one piece.
  let axis = x.shape.length - 1;
  let run = 1;
  while (axis > 0 && counts[axis] === x.shape[axis]) {
    run *= x.shape[axis] as number;
    axis -= 1;
  }
  const strides = [...tf.util.computeStrides(x.shape), 1];
  const length = run * (counts[axis] ?? 1);
  let to = 0;
  const copy = (at: number, offset: number): void => {
    const stride = strides[at] ?? 1;
    const start = offset + (from[at] ?? 0) * stride;
    if (at === axis) {
      target.set(source.subarray(start, start + length), to);
      to += length;
      return;
    }
    for (let place = 0; place < (counts[at] as number); place++)
      copy(at + 1, start + place * stride);
  };
  if (target.length > 0) copy(0, 0);
  return output;
}
