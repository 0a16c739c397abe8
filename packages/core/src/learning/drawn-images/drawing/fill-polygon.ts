import type { Canvas } from "./canvas.ts";
import type { Paint } from "./paint.ts";

/** Corners x0, y0, x1, y1, … in pixels, y downwards; the last is joined to the first. */
export type Polygon = Float64Array;

/**
 * Fills a polygon that does not cross itself, its edges antialiased by the exact area that it covers of
 * each pixel.
 *
 * Each edge adds the area to its right, signed by its direction, to the pixels of its rows; the running
 * sum along a row then is the coverage.
 */
export function fillPolygon(canvas: Canvas, polygon: Polygon, paint: Paint): void {
  const box = boundingBox(polygon, canvas);
  if (!box) return;
  const { left, top, width, height } = box;
  const stride = width + 2;
  const area = new Float64Array(stride * height);
  const count = polygon.length;
  for (let i = 0; i < count; i += 2) {
    const next = (i + 2) % count;
    addEdge(
      { area, stride, width, height },
      [polygon[i]! - left, polygon[i + 1]! - top],
      [polygon[next]! - left, polygon[next + 1]! - top],
    );
  }
  const colour = new Float64Array(4);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    let at = ((y + top) * canvas.width + left) * 3;
    for (let x = 0; x < width; x++, at += 3) {
      sum += area[y * stride + x]!;
      const covered = Math.min(1, Math.abs(sum));
      if (covered < 1 / 512) continue;
      colour[3] = 1;
      paint(x + left, y + top, colour);
      blend(canvas.data, at, { colour, part: covered * colour[3]! });
    }
  }
}

function blend(
  data: Float32Array,
  at: number,
  { colour, part }: { colour: Float64Array; part: number },
): void {
  data[at] = data[at]! + (colour[0]! - data[at]!) * part;
  data[at + 1] = data[at + 1]! + (colour[1]! - data[at + 1]!) * part;
  data[at + 2] = data[at + 2]! + (colour[2]! - data[at + 2]!) * part;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels that the polygon may touch; null where it lies outside the canvas. */
function boundingBox(polygon: Polygon, canvas: Canvas): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < polygon.length; i += 2) {
    left = Math.min(left, polygon[i]!);
    right = Math.max(right, polygon[i]!);
    top = Math.min(top, polygon[i + 1]!);
    bottom = Math.max(bottom, polygon[i + 1]!);
  }
  left = Math.max(0, Math.floor(left));
  top = Math.max(0, Math.floor(top));
  const width = Math.min(canvas.width, Math.ceil(right)) - left;
  const height = Math.min(canvas.height, Math.ceil(bottom)) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

interface AreaBuffer {
  readonly area: Float64Array;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

function addEdge(buffer: AreaBuffer, from: Point, to: Point): void {
  if (from[1] === to[1]) return;
  const sign = from[1] < to[1] ? 1 : -1;
  const [[x0, y0], [x1, y1]] = sign > 0 ? [from, to] : [to, from];
  const slope = (x1 - x0) / (y1 - y0);
  const first = Math.max(0, Math.floor(y0));
  const last = Math.min(buffer.height, Math.ceil(y1));
  for (let row = first; row < last; row++) {
    const upper = Math.max(row, y0);
    const lower = Math.min(row + 1, y1);
    if (lower <= upper) continue;
    const xa = x0 + (upper - y0) * slope;
    const xb = x0 + (lower - y0) * slope;
    addToRow(buffer, row, {
      low: Math.min(xa, xb),
      high: Math.max(xa, xb),
      part: sign * (lower - upper),
    });
  }
}

/** One edge within one row: `part` of the row's height, evenly from x = `low` to `high`. */
function addToRow(
  { area, stride, width }: AreaBuffer,
  row: number,
  { low, high, part }: { low: number; high: number; part: number },
): void {
  const start = row * stride;
  for (let from = low; ; ) {
    const to = Math.min(high, Math.floor(from) + 1);
    const share = high > low ? (part * (to - from)) / (high - low) : part;
    const middle = Math.min(Math.max((from + to) / 2, 0), width);
    const column = Math.floor(middle);
    area[start + column]! += share * (1 - (middle - column));
    area[start + column + 1]! += share * (middle - column);
    if (to >= high) return;
    from = to;
  }
}
