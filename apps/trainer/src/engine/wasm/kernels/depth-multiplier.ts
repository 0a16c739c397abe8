import * as tf from "@tensorflow/tfjs-core";

interface Kernel {
  readonly kernel: string;
  readonly attrs: object;
}

/**
 * A depthwise convolution with several filters per channel, made of those with one each. tfjs's own kernel
 * pads wrongly where a filter is one pixel high and its stride is two.
 */
export function convolveWithSeveral(
  { x, filter }: { x: tf.TensorInfo; filter: tf.TensorInfo },
  { kernel, attrs }: Kernel,
): tf.Tensor {
  return tf.tidy(() => {
    const parts = alongLast(filter).map((filter) =>
      run(kernel, { x: x as tf.Tensor, filter }, attrs),
    );
    const [{ shape }] = parts as [tf.Tensor];
    const channels = (shape[3] ?? 0) * parts.length;
    return tf.reshape(tf.stack(parts, 4), [...shape.slice(0, 3), channels]);
  });
}

/** dx of a depthwise convolution with several filters per channel: the sum over those with one each. */
export function inputGradientOfSeveral(
  { dy, filter }: { dy: tf.TensorInfo; filter: tf.TensorInfo },
  { kernel, attrs }: Kernel,
): tf.TensorInfo {
  return tf.tidy(() => {
    const [dys, filters] = [perFilter(dy, multiplierOf(filter.shape)), alongLast(filter)];
    const parts = dys.map((dy, at) => run(kernel, { dy, filter: filters[at]! }, attrs));
    return parts.reduce((sum, part) => tf.add(sum, part));
  });
}

/** dfilter of the same: each filter sees its own outputs only. */
export function filterGradientOfSeveral(
  { x, dy }: { x: tf.TensorInfo; dy: tf.TensorInfo },
  { kernel, attrs }: { kernel: string; attrs: { readonly filterShape: readonly number[] } },
): tf.TensorInfo {
  return tf.tidy(() => {
    const filterShape = [...attrs.filterShape.slice(0, 3), 1];
    const parts = perFilter(dy, multiplierOf(attrs.filterShape)).map((dy) =>
      run(kernel, { x: x as tf.Tensor, dy }, { ...attrs, filterShape }),
    );
    return tf.concat(parts, 3);
  });
}

function multiplierOf(filterShape: readonly number[]): number {
  return filterShape[3] ?? 1;
}

/** The outputs of each channel's first filter, second filter, …: they lie side by side, channel by channel. */
function perFilter(dy: tf.TensorInfo, multiplier: number): tf.Tensor[] {
  const shape = dy.shape.slice(0, 3);
  const channels = (dy.shape[3] ?? 0) / multiplier;
  const split = tf.reshape(asTensor(dy), [...shape, channels, multiplier]);
  return tf.split(split, multiplier, 4).map((part) => tf.reshape(part, [...shape, channels]));
}

function alongLast(filter: tf.TensorInfo): tf.Tensor[] {
  return tf.split(asTensor(filter), multiplierOf(filter.shape), 3);
}

/** A second tensor over the same values, which the tidy disposes. */
function asTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.reshape(info as tf.Tensor, info.shape);
}

function run(kernel: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor {
  const options = { ...attrs } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernel, inputs, options) as tf.Tensor;
}
