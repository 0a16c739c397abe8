import { clamp, madd, splatAt } from "./simd";

// Dense matrix products on blocks of rows that stay in the cache. The right matrix comes in panels of 8
// columns ([ceil(n / 8)][depth][8], see pack.ts); a tile of 4 x 8 sums is kept in registers.

/** Rows of the right matrix per pass: 256 x 8 floats of a panel stay in the first-level cache. */
const DEPTH_STEP: i32 = 256;

@unmanaged
export class Product {
  /** Left matrix [rows, depth]; bytes from row to row. */
  left: usize;
  leftStride: i32;
  /** Right matrix [depth, columns] in panels. */
  panels: usize;
  /** Result [rows, columns]; bytes from row to row. */
  result: usize;
  resultStride: i32;
  rows: i32;
  columns: i32;
  depth: i32;
  /** Added to every row, [columns]; 0 for none. */
  bias: usize;
  low: f32;
  high: f32;
  /** Room for one tile, 128 bytes. */
  tile: usize;
}

/** result = clamp(left . right + bias). */
export function product(p: Product): void {
  for (let from: i32 = 0; from < p.depth; from += DEPTH_STEP) {
    const steps = min(DEPTH_STEP, p.depth - from);
    const last = from + steps == p.depth;
    for (let column: i32 = 0; column < p.columns; column += 8) {
      const panel = p.panels + <usize>(column * p.depth + from * 8) * 4;
      for (let row: i32 = 0; row < p.rows; row += 4) {
        const whole = row + 4 <= p.rows && column + 8 <= p.columns;
        const left = p.left + <usize>row * p.leftStride + (from << 2);
        const result = p.result + <usize>row * p.resultStride + (column << 2);
        if (whole) {
          const stride = p.leftStride;
          tile4(
            left, stride, 2 * stride, 3 * stride,
            panel, steps, result, p.resultStride, from == 0,
            p.bias ? p.bias + (column << 2) : 0, last, p.low, p.high,
          );
        } else {
          edgeTile(p, row, column, left, panel, steps, result, from == 0, last);
        }
      }
    }
  }
}

/** Four rows of the left matrix: the first at `a`, the others so many bytes behind it. */
@inline
export function tile4(
  a: usize, second: usize, third: usize, fourth: usize,
  b: usize, steps: i32, result: usize, stride: i32, first: bool,
  bias: usize, last: bool, low: f32, high: f32,
): void {
  const r1 = result + stride, r2 = r1 + stride, r3 = r2 + stride;
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  if (!first) {
    c00 = v128.load(result); c01 = v128.load(result, 16);
    c10 = v128.load(r1); c11 = v128.load(r1, 16);
    c20 = v128.load(r2); c21 = v128.load(r2, 16);
    c30 = v128.load(r3); c31 = v128.load(r3, 16);
  } else if (bias) {
    c00 = v128.load(bias); c01 = v128.load(bias, 16);
    c10 = c00; c11 = c01; c20 = c00; c21 = c01; c30 = c00; c31 = c01;
  }
  const end = b + <usize>(steps << 5);
  // One address that moves and distances that do not: fewer additions than four addresses.
  while (b < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = splatAt(a); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
    s = splatAt(a + second); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
    s = splatAt(a + third); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
    s = splatAt(a + fourth); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
    b += 32; a += 4;
  }
  if (last) {
    const lo = f32x4.splat(low), hi = f32x4.splat(high);
    c00 = clamp(c00, lo, hi); c01 = clamp(c01, lo, hi); c10 = clamp(c10, lo, hi); c11 = clamp(c11, lo, hi);
    c20 = clamp(c20, lo, hi); c21 = clamp(c21, lo, hi); c30 = clamp(c30, lo, hi); c31 = clamp(c31, lo, hi);
  }
  v128.store(result, c00); v128.store(result, c01, 16);
  v128.store(r1, c10); v128.store(r1, c11, 16);
  v128.store(r2, c20); v128.store(r2, c21, 16);
  v128.store(r3, c30); v128.store(r3, c31, 16);
}

/** A tile that reaches over the last row or column: computed aside, its valid part copied. */
function edgeTile(
  p: Product, row: i32, column: i32,
  left: usize, panel: usize, steps: i32, result: usize, first: bool, last: bool,
): void {
  const rows = min(4, p.rows - row), columns = min(8, p.columns - column);
  const tile = p.tile;
  for (let r: i32 = 0; r < 4; r++) {
    for (let c: i32 = 0; c < 8; c++) {
      const inside = r < rows && c < columns;
      const bias: f32 = inside && p.bias ? load<f32>(p.bias + ((column + c) << 2)) : 0;
      const sum: f32 = inside && !first ? load<f32>(result + <usize>r * p.resultStride + (c << 2)) : bias;
      store<f32>(tile + ((r * 8 + c) << 2), sum);
    }
  }
  const stride = p.leftStride;
  tile4(
    left, min(1, rows - 1) * stride, min(2, rows - 1) * stride, min(3, rows - 1) * stride,
    panel, steps, tile, 32, false, 0, last, p.low, p.high,
  );
  for (let r: i32 = 0; r < rows; r++) {
    for (let c: i32 = 0; c < columns; c++) {
      store<f32>(result + <usize>r * p.resultStride + (c << 2), load<f32>(tile + ((r * 8 + c) << 2)));
    }
  }
}

/**
 * sums += left^T . right over `rows` rows, the filter gradient of a convolution.
 *
 * @param left [rows, m], up to 3 floats behind a row are read.
 * @param right [rows, n], rows padded to a multiple of 8 floats.
 * @param sums [m rounded up to 4, n rounded up to 8].
 */
export function addOuter(
  left: usize, leftStride: i32, right: usize, rightStride: i32,
  rows: i32, m: i32, n: i32, sums: usize,
): void {
  const stride = ((n + 7) & ~7) << 2;
  for (let i: i32 = 0; i < m; i += 4) {
    for (let j: i32 = 0; j < n; j += 8) {
      const s0 = sums + <usize>i * stride + (j << 2);
      const s1 = s0 + stride, s2 = s1 + stride, s3 = s2 + stride;
      let c00 = v128.load(s0), c01 = v128.load(s0, 16), c10 = v128.load(s1), c11 = v128.load(s1, 16);
      let c20 = v128.load(s2), c21 = v128.load(s2, 16), c30 = v128.load(s3), c31 = v128.load(s3, 16);
      let a = left + (i << 2), b = right + (j << 2);
      for (let row: i32 = 0; row < rows; row++) {
        const b0 = v128.load(b), b1 = v128.load(b, 16);
        let s = splatAt(a); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
        s = v128.load_splat<f32>(a, 4); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
        s = v128.load_splat<f32>(a, 8); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
        s = v128.load_splat<f32>(a, 12); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
        a += leftStride; b += rightStride;
      }
      v128.store(s0, c00); v128.store(s0, c01, 16); v128.store(s1, c10); v128.store(s1, c11, 16);
      v128.store(s2, c20); v128.store(s2, c21, 16); v128.store(s3, c30); v128.store(s3, c31, 16);
    }
  }
}
