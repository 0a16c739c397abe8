import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { type KernelCall, type Named, register, stockKernel } from "./context.ts";

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
