import path from "node:path";
import { createRng, deriveSeed } from "@graft/core/analysis/random";
import type { PretrainConfig } from "@graft/core/contract";
import {
  attachHead,
  disposeNet,
  estimateStatistics,
  reinitialise,
} from "@graft/core/learning/tensor";
import { writeAtomically } from "../dataset/cache/write-atomically.ts";
import { planImages } from "../drawing/images-plan.ts";
import { openEngine } from "../engine/open-engine.ts";
import { buildPretrainNet } from "./build-pretrain-net.ts";
import { cropBatch } from "./crop-batch.ts";
import { openImageStore } from "./image-store.ts";
import { modelFiles } from "./model-files.ts";

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
