import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { irregularity } from "../files/read-regular-file.ts";
import { invalidBackbone, missingBackbone } from "./loaded-backbone.ts";
import type { ModelFile, WeightEntry } from "./model-file.ts";

/** A weight as it lies in the files, not decoded. */
export interface StoredWeight {
  readonly entry: WeightEntry;
  readonly bytes: Uint8Array;
}

export interface StoredWeights {
  readonly weights: readonly StoredWeight[];
  /** Over model.json and the weight files in their order. */
  readonly sha256: string;
  /** Size of all files together. */
  readonly numBytes: number;
}

const BYTES_PER_VALUE = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/** Node reads no more at once, and no net that Graft can train comes near. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Reads all weight files; their lengths are compared with the manifest before anything is read.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND, naming the file, or BACKBONE_INVALID with the bytes expected and found.
 */
export async function readWeights(model: ModelFile): Promise<StoredWeights> {
  let described = 0;
  for (const group of model.groups) described += await checkLength(model.path, group);
  if (described > MAX_BYTES) {
    throw invalidBackbone(
      `The weights of ${model.path} have ${described} bytes; at most ${MAX_BYTES} are read.`,
      "Use a smaller net: this one could not be trained in memory.",
    );
  }
  const hash = createHash("sha256").update(model.bytes);
  const weights: StoredWeight[] = [];
  let numBytes = model.bytes.length;
  for (const group of model.groups) {
    const shards = await Promise.all(group.files.map((file) => readFile(file)));
    for (const shard of shards) hash.update(shard);
    const bytes = shards.length === 1 ? (shards[0] as Buffer) : Buffer.concat(shards);
    numBytes += bytes.length;
    let offset = 0;
    for (const entry of group.weights) {
      const end = offset + byteLength(entry);
      weights.push({ entry, bytes: bytes.subarray(offset, end) });
      offset = end;
    }
  }
  return { weights, sha256: hash.digest("hex"), numBytes };
}

/** @returns Bytes of the group. */
async function checkLength(path: string, group: ModelFile["groups"][number]): Promise<number> {
  const expected = group.weights.reduce((sum, entry) => sum + byteLength(entry), 0);
  const lengths = await Promise.all(group.files.map(fileLength));
  const found = lengths.reduce((sum, length) => sum + length, 0);
  if (found === expected) return found;
  const files =
    group.files.length === 1 ? group.files[0] : `${group.files.length} weight files of ${path}`;
  throw invalidBackbone(
    `The weights are ${found < expected ? "cut short" : "too long"}: ${files} hold ${found} bytes, but model.json describes ${expected}.`,
    "Copy or download the model again, all its files together.",
  );
}

async function fileLength(file: string): Promise<number> {
  const stats = await stat(file).catch((error: unknown) => {
    throw missingBackbone(
      `The weight file ${file} is missing or cannot be read.`,
      "Copy all files that model.json names into the model's folder.",
      error,
    );
  });
  const problem = irregularity(stats);
  if (!problem) return stats.size;
  throw invalidBackbone(
    `The weight file ${file} ${problem.words}.`,
    "Copy all files that model.json names into the model's folder.",
  );
}

/** Bytes of a weight as it lies in the files, quantised or not. */
export function byteLength({ shape, dtype, quantization }: WeightEntry): number {
  const values = shape.reduce((product, size) => product * size, 1);
  return values * BYTES_PER_VALUE[quantization?.dtype ?? dtype];
}

/**
 * The values of a weight, dequantised.
 *
 * @throws {AppError} BACKBONE_INVALID if one is not finite: a net with a NaN predicts nothing else.
 */
export function decodeWeight({ entry, bytes }: StoredWeight, file: string): Float32Array {
  const values = readValues({ entry, bytes });
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw invalidBackbone(
      `${file}: the weight "${entry.name}" holds ${values[broken]} at position ${broken}.`,
      "The net was saved after its training had diverged, or the file is damaged: export it again.",
    );
  }
  return values;
}

function readValues({ entry, bytes }: StoredWeight): Float32Array {
  // A copy, because a weight may start anywhere in the file but a typed array may not.
  const { buffer } = Uint8Array.from(bytes);
  const { dtype, quantization } = entry;
  if (!quantization) {
    if (dtype === "float32") return new Float32Array(buffer);
    return Float32Array.from(dtype === "int32" ? new Int32Array(buffer) : new Uint8Array(buffer));
  }
  if (quantization.dtype === "float16") return Float32Array.from(new Uint16Array(buffer), fromHalf);
  const { scale = 1, min = 0 } = quantization;
  const steps = quantization.dtype === "uint8" ? new Uint8Array(buffer) : new Uint16Array(buffer);
  return Float32Array.from(steps, (step) => step * scale + min);
}

/** IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
