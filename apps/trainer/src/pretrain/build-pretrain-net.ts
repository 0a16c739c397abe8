import path from "node:path";
import { createRng, deriveSeed } from "@graft/core/analysis/random";
import type { PretrainConfig } from "@graft/core/contract";
import {
  attachHead,
  disposeNet,
  estimateStatistics,
  reinitialise,
} from "@graft/core/learning/tensor";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { planImages } from "../drawing/images-plan.ts";
import { openEngine } from "../engine/open-engine.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { modelFiles } from "./checkpoint.ts";
import { cropBatch, openImageStore } from "./image-store.ts";

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

const IMAGES = { programs: 32, perProgram: 16 };

/**
 * The net of a pretraining as it was before: random weights, its BatchNorm statistics measured on drawn
 * images so that it is not handicapped. What a pretrained one is better by is what training gave it.
 */
export async function writeRandomBackbone(
  config: PretrainConfig,
  { home, folder }: { home: string; folder: string },
): Promise<void> {
  await openEngine(config.device);
  const { seed, net } = config;
  const backbone = buildPretrainNet(net);
  const whole = attachHead(backbone, IMAGES.programs);
  reinitialise(whole.probabilities, seed);
  const size = net.imageSize;
  const plan = planImages({ seed, part: "training", ...IMAGES, size });
  const store = await openImageStore(plan, { cacheDir: path.join(home, "cache") });
  const rng = createRng(deriveSeed(seed, "statistics"));
  for (let program = 0; program < IMAGES.programs; program++) {
    const positions = Int32Array.from(
      { length: IMAGES.perProgram },
      (_, i) => i * IMAGES.programs + program,
    );
    const images = cropBatch(store, positions, { stored: size, size, rng });
    estimateStatistics(whole.logits, images, program * IMAGES.perProgram);
    images.dispose();
  }
  store.close();
  for (const { name, bytes } of await modelFiles(backbone, config)) {
    await writeAtomically(path.join(folder, name), [bytes]);
  }
  disposeNet(whole);
}
