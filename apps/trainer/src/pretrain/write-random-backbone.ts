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
import { planPictures } from "../drawing/pictures-plan.ts";
import { openEngine } from "../engine/open-engine.ts";
import { buildPretrainNet } from "./build-pretrain-net.ts";
import { cropBatch } from "./crop-batch.ts";
import { modelFiles } from "./model-files.ts";
import { openPictureStore } from "./picture-store.ts";

const PICTURES = { programs: 32, perProgram: 16 };

/**
 * The net of a pretraining as it was before: random weights, its BatchNorm statistics measured on drawn
 * pictures so that it is not handicapped. What a pretrained one is better by is what training gave it.
 */
export async function writeRandomBackbone(
  config: PretrainConfig,
  { home, folder }: { home: string; folder: string },
): Promise<void> {
  await openEngine(config.device);
  const { seed, net } = config;
  const backbone = buildPretrainNet(net);
  const whole = attachHead(backbone, PICTURES.programs);
  reinitialise(whole.probabilities, seed);
  const size = net.imageSize;
  const plan = planPictures({ seed, part: "training", ...PICTURES, size });
  const store = await openPictureStore(plan, { cacheDir: path.join(home, "cache") });
  const rng = createRng(deriveSeed(seed, "statistics"));
  for (let program = 0; program < PICTURES.programs; program++) {
    const positions = Int32Array.from(
      { length: PICTURES.perProgram },
      (_, i) => i * PICTURES.programs + program,
    );
    const pictures = cropBatch(store, positions, { stored: size, size, rng });
    estimateStatistics(whole.logits, pictures, program * PICTURES.perProgram);
    pictures.dispose();
  }
  store.close();
  for (const { name, bytes } of await modelFiles(backbone, config)) {
    await writeAtomically(path.join(folder, name), [bytes]);
  }
  disposeNet(whole);
}
