import { invalidBackbone } from "./backbone-error.ts";
import type { StoredWeight } from "./read-weights.ts";

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
