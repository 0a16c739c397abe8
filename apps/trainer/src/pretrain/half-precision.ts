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
