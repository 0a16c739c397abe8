interface Range {
  readonly min: number;
  readonly max: number;
}

/** Bytes in the unit that fits: "812 B", "13.4 kB", "2.1 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** "1.0 kB to 4.2 MB", or one size if all are the same. */
export function sizeRange({ min, max }: Range): string {
  return min === max ? byteSize(min) : `${byteSize(min)} to ${byteSize(max)}`;
}

/** "224 × 224 pixels", "180–640 × 224 pixels". */
export function dimensions({ width, height }: { width: Range; height: Range }): string {
  const side = ({ min, max }: Range) => (min === max ? String(min) : `${min}–${max}`);
  return `${side(width)} × ${side(height)} pixels`;
}
