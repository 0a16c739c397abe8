import { addFloats } from "./simd";

@unmanaged
export class MergeArgs {
  /** [numParts] matrices, `partFloats` apart, with `stride` floats from row to row. */
  parts: usize;
  numParts: i32;
  partFloats: i32;
  stride: i32;
  rows: i32;
  columns: i32;
  /** [rows, columns]. */
  target: usize;
  rowsPerChunk: i32;
}

/** Adds the parts up in their order; one chunk is `rowsPerChunk` rows. */
export function mergeParts(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<MergeArgs>(args);
  const first = chunk * p.rowsPerChunk;
  for (let row = first; row < min(p.rows, first + p.rowsPerChunk); row++) {
    const target = p.target + <usize>(row * p.columns) * 4;
    const source = p.parts + <usize>(row * p.stride) * 4;
    memory.copy(target, source, p.columns << 2);
    for (let part: i32 = 1; part < p.numParts; part++) {
      addFloats(target, source + <usize>part * p.partFloats * 4, p.columns);
    }
  }
}

@unmanaged
export class FoldedFilterArgs {
  /** [rows, columns] both; `gradient` is that of filter * scale, and becomes that of filter. */
  filter: usize;
  gradient: usize;
  rows: i32;
  columns: i32;
  /** [columns]. */
  scale: usize;
  /** [columns] gradient of scale. */
  scaleGradient: usize;
}

/** Gradients of a filter and of the factors that were folded into it; one chunk is 16 columns. */
export function foldedFilterGradient(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<FoldedFilterArgs>(args);
  for (let c = chunk * 16; c < min(p.columns, chunk * 16 + 16); c++) {
    let sum: f64 = 0;
    let at = <usize>(c << 2);
    const scale = load<f32>(p.scale + at);
    for (let row: i32 = 0; row < p.rows; row++, at += p.columns << 2) {
      const gradient = load<f32>(p.gradient + at);
      sum += <f64>load<f32>(p.filter + at) * <f64>gradient;
      store<f32>(p.gradient + at, gradient * scale);
    }
    store<f32>(p.scaleGradient + (c << 2), <f32>sum);
  }
}
