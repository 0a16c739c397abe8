import { readFile, rm } from "node:fs/promises";
import type { PretrainConfig, RunEvent } from "@graft/core/contract";
import { GENERATOR_VERSION } from "@graft/core/learning/drawn-images";
import { type AdamWState, saveModel } from "@graft/core/learning/tensor";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { writeAtomically } from "../files/write-atomically.ts";
import type { ModelFile } from "../methods/transfer-method.ts";
import { INPUT_RANGE } from "./image-store.ts";

/** The best epoch so far, by the probe on unseen programs. */
export interface BestEpoch {
  readonly epoch: number;
  /** Accuracy of the probe. */
  readonly score: number;
  /** One per weight of the backbone, in its order. */
  readonly weights: readonly Float32Array[];
}

/** All that training needs to go on after an epoch as if it had never stopped. */
export interface Checkpoint {
  /** What is trained and on what; a checkpoint of anything else is of no use. */
  readonly key: string;
  /** Epochs that are done. */
  readonly epoch: number;
  /** Seconds of training until here, over all sessions. */
  readonly seconds: number;
  /** One per weight of the net with its head, in its order. */
  readonly weights: readonly Float32Array[];
  readonly optimizer: AdamWState;
  readonly best: BestEpoch;
  readonly history: readonly Extract<RunEvent, { type: "epoch.finished" }>[];
}

interface Header extends Omit<Checkpoint, "weights" | "optimizer" | "best"> {
  readonly steps: number;
  readonly best: Omit<BestEpoch, "weights">;
  /** Lengths of the vectors that follow: weights, first and second moments, best weights. */
  readonly lengths: readonly [number[], number[], number[], number[]];
}

const MAGIC = "GRAFTCK1";

/** Writes a checkpoint so that an older one stays whole until the new one is. @throws {AppError} */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { weights, optimizer, best, ...rest } = checkpoint;
  const groups = [weights, optimizer.first, optimizer.second, best.weights];
  const header: Header = {
    ...rest,
    steps: optimizer.steps,
    best: { epoch: best.epoch, score: best.score },
    lengths: groups.map((group) =>
      group.map(({ length }) => length),
    ) as unknown as Header["lengths"],
  };
  const json = Buffer.from(JSON.stringify(header));
  // The vectors start at a multiple of four bytes.
  const text = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, " ")]);
  const head = Buffer.alloc(12);
  head.write(MAGIC, "latin1");
  head.writeUInt32LE(text.length, 8);
  const vectors = groups.flat().map((vector) => new Uint8Array(vector.slice().buffer));
  await writeAtomically(file, [head, text, ...vectors]);
}

/** The checkpoint, or null when there is none, it is damaged, or it belongs to other settings. */
export async function readCheckpoint(file: string, key: string): Promise<Checkpoint | null> {
  try {
    const bytes = await readFile(file);
    if (bytes.toString("latin1", 0, 8) !== MAGIC) return null;
    const start = 12 + bytes.readUInt32LE(8);
    const header = JSON.parse(bytes.toString("utf8", 12, start)) as Header;
    if (header.key !== key) return null;
    let offset = start;
    const take = (lengths: readonly number[]) =>
      lengths.map((length) => {
        const end = offset + 4 * length;
        if (end > bytes.length) throw new Error("cut short");
        const vector = new Float32Array(Uint8Array.from(bytes.subarray(offset, end)).buffer);
        offset = end;
        return vector;
      });
    const [weights, first, second, best] = header.lengths.map(take) as [
      Float32Array[],
      Float32Array[],
      Float32Array[],
      Float32Array[],
    ];
    const { steps, lengths: _lengths, ...rest } = header;
    return {
      ...rest,
      weights,
      optimizer: { steps, first, second },
      best: { ...header.best, weights: best },
    };
  } catch {
    return null; // whatever is wrong with it, training can start over
  }
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Values of all weights, in the model's order. */
export async function readWeightsOf(model: LayersModel): Promise<Float32Array[]> {
  return Promise.all(
    model.weights.map(async (weight) => (await weight.read().data()).slice() as Float32Array),
  );
}

/** Sets all weights. @param values As `readWeightsOf` gave them. */
export function writeWeightsTo(model: LayersModel, values: readonly Float32Array[]): void {
  for (const [index, weight] of model.weights.entries()) {
    const value: Tensor = tensor(values[index]!, weight.shape.map(Number));
    weight.write(value);
    value.dispose();
  }
}

/**
 * The backbone as a tfjs LayersModel with its weights in half precision: half the size, and any tfjs
 * reads it. Nothing in the files depends on the time or the machine.
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

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Numbers in IEEE 754 half precision, rounded to the nearest, halves to even. Too large ones become
 * infinite, as in hardware.
 */
export function toHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    float[0] = value;
    const word = bits[0]!;
    const sign = (word >>> 16) & 0x8000;
    const size = word & 0x7fffffff;
    if (size >= 0x7f800000) return sign | (size > 0x7f800000 ? 0x7e00 : 0x7c00);
    // Below 2^-14 the halves are multiples of 2^-24.
    if (size < 0x38800000) return sign | roundHalfToEven(Math.abs(value) * 2 ** 24);
    const rounded = size + 0xfff + ((size >>> 13) & 1);
    return sign | Math.min(0x7c00, (rounded - 0x38000000) >>> 13);
  });
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
