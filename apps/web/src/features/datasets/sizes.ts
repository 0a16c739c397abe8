import { byteSize } from "@graft/core/analysis/format";

interface Range {
  readonly min: number;
  readonly max: number;
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
