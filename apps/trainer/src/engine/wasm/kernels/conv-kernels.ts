import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../../ops/kernels.ts";
import type { Compute } from "../compute/compute.ts";
import { Heap, type KernelCall, type Named, register, stockKernel } from "./context.ts";
import { convolve } from "./convolve.ts";
import { convolveGradient } from "./convolve-gradient.ts";
import { type ConvSettings, convInfo } from "./geometry.ts";
import { limitsOf } from "./limits.ts";
import { GRADIENT_MODES } from "./normalization.ts";

interface FusedSettings extends ConvSettings {
  readonly activation: string;
}
type ForwardCall = KernelCall<
  Named<"x" | "filter", "bias" | "preluActivationWeights">,
  ConvSettings & Partial<FusedSettings>
>;
type InputCall = KernelCall<Named<"dy" | "filter">, ConvSettings & { inputShape: number[] }>;
type FilterCall = KernelCall<Named<"x" | "dy">, ConvSettings & { filterShape: number[] }>;

const ACTIVATIONS: ReadonlySet<string> = new Set(["linear", "relu", "relu6"]);

/** tfjs's convolutions and their gradients, on the kernels of `assembly/`. */
export function registerConvKernels(compute: Compute): void {
  for (const depthwise of [false, true]) {
    for (const name of depthwise
      ? [tf.DepthwiseConv2dNative, tf.FusedDepthwiseConv2D]
      : [tf.Conv2D, tf.FusedConv2D]) {
      const stock = stockKernel(name);
      register(name, (call: ForwardCall) =>
        isServed(call, depthwise) ? forward(compute, call, depthwise) : stock(call as never),
      );
    }
    const input = depthwise ? tf.DepthwiseConv2dNativeBackpropInput : tf.Conv2DBackpropInput;
    const filter = depthwise ? tf.DepthwiseConv2dNativeBackpropFilter : tf.Conv2DBackpropFilter;
    register(input, (call: InputCall) => inputGradient(compute, call, depthwise));
    register(filter, (call: FilterCall) => filterGradient(compute, call, depthwise));
  }
}

/** Rare cases stay with the kernel that tfjs ships. */
function isServed({ inputs, attrs }: ForwardCall, depthwise: boolean): boolean {
  const { filter, bias } = inputs;
  if (attrs.dataFormat === "NCHW" || (depthwise && filter.shape[3] !== 1)) return false;
  if (bias && tf.util.sizeFromShape(bias.shape) !== filter.shape[depthwise ? 2 : 3]) return false;
  return ACTIVATIONS.has(attrs.activation ?? "linear");
}

function forward(
  compute: Compute,
  { inputs, attrs, backend }: ForwardCall,
  depthwise: boolean,
): tf.TensorInfo {
  const { x, filter, bias } = inputs;
  const heap = new Heap(compute, backend);
  const info = convInfo({ xShape: x.shape, filterShape: filter.shape, depthwise }, attrs);
  const y = heap.make(info.outShape);
  convolve(compute, {
    info,
    depthwise,
    x: heap.at(x),
    filter: heap.at(filter),
    scale: 0,
    shift: heap.at(bias),
    y: heap.at(y),
    ...limitsOf((attrs.activation ?? "linear") as Activation),
  });
  return y;
}

const NOTHING = { x: 0, filter: 0, scale: 0, dx: 0, dfilter: 0, dscale: 0, dshift: 0 };

function inputGradient(
  compute: Compute,
  { inputs, attrs, backend }: InputCall,
  depthwise: boolean,
): tf.TensorInfo {
  const { dy, filter } = inputs;
  const heap = new Heap(compute, backend);
  const shapes = { xShape: attrs.inputShape, filterShape: filter.shape, depthwise };
  const dx = heap.make(attrs.inputShape);
  const gradient = { mode: GRADIENT_MODES.plain, dy: heap.at(dy) };
  const addresses = { ...NOTHING, filter: heap.at(filter), dx: heap.at(dx) };
  convolveGradient(compute, { info: convInfo(shapes, attrs), depthwise, gradient, ...addresses });
  return dx;
}

function filterGradient(
  compute: Compute,
  { inputs, attrs, backend }: FilterCall,
  depthwise: boolean,
): tf.TensorInfo {
  const { x, dy } = inputs;
  const heap = new Heap(compute, backend);
  const shapes = { xShape: x.shape, filterShape: attrs.filterShape, depthwise };
  const dfilter = heap.make(attrs.filterShape);
  const gradient = { mode: GRADIENT_MODES.plain, dy: heap.at(dy) };
  const addresses = { ...NOTHING, x: heap.at(x), dfilter: heap.at(dfilter) };
  convolveGradient(compute, { info: convInfo(shapes, attrs), depthwise, gradient, ...addresses });
  return dfilter;
}
