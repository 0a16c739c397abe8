import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";

/** One separable convolution: output channels and stride. */
interface Block {
  readonly channels: number;
  readonly stride: 1 | 2;
}

export interface NetShape {
  /** Side of the training images in pixels; the net itself takes any. */
  readonly imageSize: number;
  /** Channels of the first, full convolution, which halves the side. */
  readonly stem: number;
  readonly blocks: readonly Block[];
}

/**
 * A net of depthwise separable convolutions, each half followed by BatchNorm and ReLU6, up to the last
 * feature map.
 *
 * @see Howard et al. 2017, arXiv:1704.04861 ("MobileNets").
 */
export function buildPretrainNet({ imageSize, stem, blocks }: NetShape): LayersModel {
  const image = input({ shape: [imageSize, imageSize, 3], name: "picture" });
  const first = layers.conv2d({
    filters: stem,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
    kernelInitializer: "heNormal",
    name: "stem_conv",
  });
  let x = normalised(first.apply(image) as SymbolicTensor, "stem");
  for (const [index, { channels, stride }] of blocks.entries()) {
    const name = `block_${String(index + 1).padStart(2, "0")}`;
    const depthwise = layers.depthwiseConv2d({
      kernelSize: 3,
      strides: stride,
      padding: "same",
      useBias: false,
      depthwiseInitializer: "heNormal",
      name: `${name}_depthwise`,
    });
    x = normalised(depthwise.apply(x) as SymbolicTensor, `${name}_depthwise`);
    const pointwise = layers.conv2d({
      filters: channels,
      kernelSize: 1,
      useBias: false,
      kernelInitializer: "heNormal",
      name: `${name}_pointwise`,
    });
    x = normalised(pointwise.apply(x) as SymbolicTensor, name);
  }
  return model({ inputs: image, outputs: x, name: "graft_backbone" });
}

function normalised(x: SymbolicTensor, name: string): SymbolicTensor {
  const norm = layers.batchNormalization({ momentum: 0.9, name: `${name}_norm` });
  return layers.reLU({ maxValue: 6, name: `${name}_relu` }).apply(norm.apply(x)) as SymbolicTensor;
}
