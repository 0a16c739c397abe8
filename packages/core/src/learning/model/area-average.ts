/**
 * An image at another size: each new pixel is the mean of the area it covers.
 *
 * @param image RGB, shape [size, size, 3], values 0 … 255.
 * @param newSize Side of the result in pixels; may be larger.
 * @returns Shape [newSize, newSize, 3], values in [0, 1].
 */
export function areaAverage(image: Uint8Array, size: number, newSize: number): Float32Array {
  const windows = coverage(size, newSize);
  const narrow = new Float64Array(size * newSize * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < newSize; x++) {
      for (const [source, share] of windows[x]!) {
        const from = (y * size + source) * 3;
        const to = (y * newSize + x) * 3;
        for (let c = 0; c < 3; c++) narrow[to + c]! += image[from + c]! * share;
      }
    }
  }
  const result = new Float64Array(newSize * newSize * 3);
  for (let y = 0; y < newSize; y++) {
    for (const [source, share] of windows[y]!) {
      const from = source * newSize * 3;
      const to = y * newSize * 3;
      for (let i = 0; i < newSize * 3; i++) result[to + i]! += (narrow[from + i]! * share) / 255;
    }
  }
  return Float32Array.from(result);
}

/** For each new pixel along one axis: the old ones it covers and the share of each, summing to 1. */
export function coverage(size: number, newSize: number): [source: number, share: number][][] {
  const width = size / newSize;
  return Array.from({ length: newSize }, (_, i) => {
    const [start, end] = [i * width, (i + 1) * width];
    const shares: [number, number][] = [];
    for (let source = Math.floor(start); source < Math.min(end, size); source++) {
      const covered = Math.min(end, source + 1) - Math.max(start, source);
      if (covered > 0) shares.push([source, covered / width]);
    }
    return shares;
  });
}
