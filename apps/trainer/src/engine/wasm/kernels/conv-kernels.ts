import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../../ops/kernels.ts";
import type { Compute } from "../compute/compute.ts";
import {
  type ConvSettings,
  convInfo,
  Heap,
  type KernelCall,
  limitsOf,
  type Named,
  register,
  stockKernel,
} from "./context.ts";
import {
  convolve,
  convolveWithSeveral,
  filterGradientOfSeveral,
  inputGradientOfSeveral,
} from "./convolve.ts";
import { convolveGradient } from "./convolve-gradient.ts";
import { GRADIENT_MODES } from "./normalization.ts";

interface FusedSettings extends ConvSettings {
  readonly activation: string;
  readonly leakyreluAlpha: number;
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
      register(name, (call: ForwardCall) => {
        if (!isServed(call, depthwise)) return stock(call as never);
        if (!hasSeveral(call.inputs.filter.shape, depthwise)) {
          return activated(forward(compute, call, depthwise), call);
        }
        return forwardOfSeveral(call);
      });
    }
    const input = depthwise ? tf.DepthwiseConv2dNativeBackpropInput : tf.Conv2DBackpropInput;
    const filter = depthwise ? tf.DepthwiseConv2dNativeBackpropFilter : tf.Conv2DBackpropFilter;
    register(input, (call: InputCall) =>
      hasSeveral(call.inputs.filter.shape, depthwise)
        ? inputGradientOfSeveral(call.inputs, { kernel: input, attrs: call.attrs })
        : inputGradient(compute, call, depthwise),
    );
    register(filter, (call: FilterCall) =>
      hasSeveral(call.attrs.filterShape, depthwise)
        ? filterGradientOfSeveral(call.inputs, { kernel: filter, attrs: call.attrs })
        : filterGradient(compute, call, depthwise),
    );
  }
}

/** Rare cases stay with the kernel that tfjs ships. */
function isServed({ inputs, attrs }: ForwardCall, depthwise: boolean): boolean {
  const { filter, bias } = inputs;
  if (attrs.dataFormat === "NCHW") return false;
  const [channels = 0, filters = 0] = filter.shape.slice(2);
  const outputs = depthwise ? channels * filters : filters;
  return !bias || tf.util.sizeFromShape(bias.shape) === outputs;
}

/** Whether a depthwise convolution has several filters per channel. */
function hasSeveral(filterShape: readonly number[], depthwise: boolean): boolean {
  return depthwise && filterShape[3] !== 1;
}

function forwardOfSeveral(call: ForwardCall): tf.TensorInfo {
  const { inputs, attrs } = call;
  const plain = { ...attrs, activation: "linear" };
  return tf.tidy(() => {
    const y = convolveWithSeveral(inputs, { kernel: tf.DepthwiseConv2dNative, attrs: plain });
    const shifted = inputs.bias ? tf.add(y, inputs.bias as tf.Tensor) : y;
    return applyActivation(shifted, call);
  });
}

/** The activations that the convolution itself does not serve, on top of it. */
function activated(y: tf.TensorInfo, call: ForwardCall): tf.TensorInfo {
  if (ACTIVATIONS.has(call.attrs.activation ?? "linear")) return y;
  return tf.tidy(() => applyActivation(tf.engine().makeTensorFromTensorInfo(y), call));
}

function applyActivation(x: tf.Tensor, { inputs, attrs }: ForwardCall): tf.Tensor {
  const { activation = "linear", leakyreluAlpha } = attrs;
  if (activation === "linear") return x;
  if (activation === "relu") return tf.relu(x);
  if (activation === "relu6") return tf.relu6(x);
  if (activation === "sigmoid") return tf.sigmoid(x);
  if (activation === "elu") return tf.elu(x);
  if (activation === "leakyrelu") return tf.leakyRelu(x, leakyreluAlpha);
  if (activation === "prelu") return tf.prelu(x, inputs.preluActivationWeights as tf.Tensor);
  throw new Error(`a convolution with the activation ${activation} is not served`);
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
  const { activation = "linear" } = attrs;
  convolve(compute, {
    info,
    depthwise,
    x: heap.at(x),
    filter: heap.at(filter),
    scale: 0,
    shift: heap.at(bias),
    y: heap.at(y),
    ...limitsOf(ACTIVATIONS.has(activation) ? (activation as Activation) : "linear"),
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
