import type { PretrainConfig } from "@graft/core/contract";
import { GENERATOR_VERSION } from "@graft/core/learning/drawn-images";
import { saveModel } from "@graft/core/learning/tensor";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ModelFile } from "../methods/transfer-method.ts";
import { INPUT_RANGE } from "./crop-batch.ts";
import { toHalves } from "./half-precision.ts";

/**
 * The backbone as a tfjs LayersModel with its weights in half precision: half the size, and any tfjs
 * reads it. Nothing in the files hangs on the time or the machine.
 */
export async function modelFiles(
  backbone: LayersModel,
  { name, seed, net }: PretrainConfig,
): Promise<ModelFile[]> {
  const card = { classNames: [], imageSize: net.imageSize, inputRange: INPUT_RANGE };
  const saved = await saveModel(backbone, card);
  const model = JSON.parse(saved.json) as SavedJson;
  const [group] = model.weightsManifest;
  const weights = group!.weights.map((entry) => ({ ...entry, quantization: HALF }));
  const json = {
    format: "layers-model",
    generatedBy: "graft pretrain",
    convertedBy: null,
    modelTopology: model.modelTopology,
    weightsManifest: [{ paths: ["weights.bin"], weights }],
    userDefinedMetadata: {
      graft: {
        name,
        seed,
        generator: GENERATOR_VERSION,
        imageSize: net.imageSize,
        inputRange: INPUT_RANGE,
      },
    },
  };
  const values = new Float32Array(Uint8Array.from(saved.weights).buffer);
  return [
    { name: "model.json", bytes: new TextEncoder().encode(`${JSON.stringify(json)}\n`) },
    { name: "weights.bin", bytes: new Uint8Array(toHalves(values).buffer) },
  ];
}

const HALF = { dtype: "float16", original_dtype: "float32" } as const;

interface SavedJson {
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly { readonly weights: readonly Record<string, unknown>[] }[];
}
