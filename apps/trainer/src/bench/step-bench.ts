import path from "node:path";
import type { Device } from "@graft/core/contract";
import {
  AdamW,
  attachHead,
  batchGradient,
  disposeNet,
  freezeStatistics,
  type TransferNet,
  trainableVariables,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import { buildBackbone, loadBackbone } from "../backbone/open-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { valueAndGradients } from "../engine/ops/value-and-gradients.ts";
import { type KernelTime, profileKernels } from "./profile-kernels.ts";

/** `fine-tuned` with fixed BatchNorm statistics, `scratch` with those of the batch, `features` inference. */
type StepKind = "fine-tuned" | "scratch" | "features";

export interface StepBenchOptions {
  /** model.json of a LayersModel. */
  readonly model: string;
  readonly kind: StepKind;
  readonly batchSize: number;
  /** Steps to measure, after one that is not. */
  readonly steps: number;
  readonly device: Device;
  /** Measures single kernels too, which costs a little itself. */
  readonly profile: boolean;
}

export interface StepBench {
  readonly engine: string;
  /** Of each measured step, in milliseconds. */
  readonly steps: readonly number[];
  /** From the median step. */
  readonly imagesPerSecond: number;
  /** CPU time of all threads per image, in milliseconds: less shaken by other programs. */
  readonly cpuPerImage: number;
  readonly peakGibibytes: number;
  /** Of the last step; empty without `profile`. */
  readonly kernels: readonly KernelTime[];
}

const CLASSES = 2;

/** Times whole training steps, optimiser included, or passes of inference, on made-up images. */
export async function benchStep(options: StepBenchOptions): Promise<StepBench> {
  const { model, kind, batchSize, steps, device } = options;
  const { name, version, detail } = await openEngine(device);
  installFastLayers();
  const config = { path: path.resolve(model), cut: "auto" } as const;
  const backbone = await loadBackbone({ ...config, inputRange: [-1, 1] }, { baseDir: "/" });
  const net = attachHead(await buildBackbone(backbone), CLASSES);
  const side = backbone.imageSize;
  const images = tf.randomUniform<tf.Rank.R4>([batchSize, side, side, 3], -1, 1, "float32", 1);
  const run = kind === "features" ? inference(net, images) : training(net, images, kind);
  const profile = options.profile ? profileKernels() : null;
  await run.step();
  const milliseconds: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let step = 0; step < steps; step++) {
    profile?.reset();
    const start = performance.now();
    await run.step();
    milliseconds.push(performance.now() - start);
  }
  const cpu = process.cpuUsage(cpuBefore);
  run.dispose();
  images.dispose();
  disposeNet(net);
  const median = [...milliseconds].sort((a, b) => a - b)[Math.floor(steps / 2)] ?? Number.NaN;
  return {
    engine: `${name} ${version}, ${detail}`,
    steps: milliseconds,
    imagesPerSecond: (batchSize * 1000) / median,
    cpuPerImage: (cpu.user + cpu.system) / 1000 / (steps * batchSize),
    peakGibibytes: process.resourceUsage().maxRSS / 2 ** 20,
    kernels: profile?.times() ?? [],
  };
}

interface Run {
  step(): Promise<void>;
  dispose(): void;
}

function training(net: TransferNet, images: tf.Tensor4D, kind: StepKind): Run {
  if (kind === "fine-tuned") freezeStatistics(net.logits);
  const variables = trainableVariables(net.logits);
  const optimizer = new AdamW([{ variables, learningRate: 1e-4 }], { weightDecay: 1e-4 });
  const numImages = images.shape[0];
  const labels = Int32Array.from({ length: numImages }, (_, index) => index % CLASSES);
  const options = { variables, microBatch: numImages, differentiate: valueAndGradients };
  return {
    async step() {
      const { gradient } = await batchGradient(net.logits, { inputs: images, labels }, options);
      optimizer.step(gradient, 1);
      gradient.dispose();
    },
    dispose: () => optimizer.dispose(),
  };
}

function inference(net: TransferNet, images: tf.Tensor4D): Run {
  const infer = () => net.features.apply(images, { training: false }) as tf.Tensor;
  return {
    async step() {
      const features = tf.tidy(infer);
      await features.data();
      features.dispose();
    },
    dispose: () => {},
  };
}
