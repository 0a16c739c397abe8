import * as tf from "@tensorflow/tfjs-core";
// Under Node it is this package that registers the gradients of tfjs's own ops.
import "@tensorflow/tfjs-layers";

/**
 * Kernels that a backend may have besides tfjs's own, one for each pass over memory that a training step
 * cannot do without. A backend registers those it is faster with; for the others the op in this folder is
 * composed of tfjs's ops, so that every op works, and has a gradient, on every backend.
 *
 * `x`, `y`, `dy`, `dx` are float32 [..., c]; what is per channel is float32 [c].
 */
export const KERNELS = {
  /** {x, gamma, beta} -> [y, mean, variance]; attrs {@link BatchNormAttrs}. `variance` is the biased one. */
  batchNormTrain: "BatchNormTrain",
  /** {x, y, dy, gamma, beta, mean, variance} -> [dx, dgamma, dbeta]; attrs {@link BatchNormAttrs}. */
  batchNormTrainGrad: "BatchNormTrainGrad",
  /** {x, scale, shift} -> [y] = activation(x * scale + shift); attrs {@link ActivationAttrs}. */
  scaleShift: "ScaleShift",
  /** {x, y, dy, scale} -> [dx, dscale, dshift]; attrs {@link ActivationAttrs}. */
  scaleShiftGrad: "ScaleShiftGrad",
  /**
   * {x, filter, scale?, shift?} -> [y] = activation(convolution(x, filter) * scale + shift); attrs
   * {@link ConvBlockAttrs}.
   */
  convBlock: "ConvBlock",
  /**
   * {x, filter, y, dy, scale?, shift?} -> [dx, dfilter, dscale?, dshift?], the last two where the input
   * is given; attrs {@link ConvBlockAttrs}. Without `inputGradient` dx is a scalar that nobody reads.
   */
  convBlockGrad: "ConvBlockGrad",
  /**
   * {x, filter, gamma, beta} -> [y, mean, variance, convolved]: a convolution, batch normalization with
   * the statistics of its output, an activation; attrs {@link ConvNormBlockAttrs}.
   */
  convNormBlock: "ConvNormBlock",
  /**
   * {x, filter, gamma, beta, mean, variance, convolved, y, dy} -> [dx, dfilter, dgamma, dbeta]; attrs
   * {@link ConvNormBlockAttrs}.
   */
  convNormBlockGrad: "ConvNormBlockGrad",
  /** {y, dy} -> [dx] = dy where 0 < y < maximum, else 0; attrs {@link ActivationAttrs}. */
  activationGrad: "ActivationGrad",
  /** {value, gradient, first, second} -> the new [value, first, second]; attrs {@link AdamWAttrs}. */
  adamW: "AdamW",
} as const;

/** Tensors by name, as a backend is given them; those marked as optional may be missing. */
export type Named<Name extends string, Optional extends string = never, T = tf.Tensor> = Readonly<
  Record<Name, T> & { [Key in Optional]?: T | undefined }
>;

export type ConvBlockInputs<T = tf.Tensor> = Named<"x" | "filter", "scale" | "shift", T>;
export type ConvNormBlockInputs<T = tf.Tensor> = Named<"x" | "filter" | "gamma" | "beta", never, T>;
/** What came out of a block with batch normalization, and the gradient of that. */
export type ConvNormBlockOutputs<T = tf.Tensor> = Named<
  "mean" | "variance" | "convolved" | "y" | "dy",
  never,
  T
>;

/** `relu6` is min(max(x, 0), 6). Its gradient at 0 and at 6 is 0, as TensorFlow has it. */
export type Activation = "linear" | "relu" | "relu6";

export interface ActivationAttrs {
  readonly activation: Activation;
}

export interface BatchNormAttrs extends ActivationAttrs {
  readonly epsilon: number;
}

/** A convolution without bias: plain, or with one filter per channel. */
export interface ConvAttrs {
  /** Filter [h, w, c, 1] instead of [h, w, c, k]. */
  readonly depthwise: boolean;
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | tf.backend_util.ExplicitPadding;
  readonly dilations: [number, number];
  /** Whether `x` needs a gradient; an image does not. */
  readonly inputGradient: boolean;
}

export type ConvBlockAttrs = ConvAttrs & ActivationAttrs;
export type ConvNormBlockAttrs = ConvAttrs & BatchNormAttrs;

/** One step of AdamW (Loshchilov & Hutter 2019), with the bias corrections folded into two factors. */
export interface AdamWAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Fraction of the value taken off, times the learning rate; not part of the gradient. */
  readonly weightDecay: number;
  /** 1 for the first step. */
  readonly step: number;
}

/** Whether the current backend has the kernel. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the current backend; recorded on the tape like every op of tfjs. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: object,
): tf.Tensor[] {
  const outputs: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(name, { ...inputs }, { ...attrs } as unknown as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
