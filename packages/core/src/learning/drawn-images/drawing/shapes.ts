import type { Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import type { Canvas, Paint } from "./canvas.ts";

export const SHAPES = [
  "circle",
  "square",
  "rectangle",
  "triangle",
  "quadrilateral",
  "star",
  "wavy",
] as const;
export type Shape = (typeof SHAPES)[number];

/** Where a shape lies: centre and radius in pixels, rotation in turns. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly turn: number;
}

/** The outline of a shape; what varies from one to the next (side lengths, waves) is drawn from `rng`. */
export function outline(shape: Shape, place: Place, rng: Rng): Polygon {
  switch (shape) {
    case "circle":
      return wavyContour(place, { waves: [], rng });
    case "square":
      return corners(place, [0.125, 0.375, 0.625, 0.875], () => 1);
    case "rectangle": {
      const half = 0.03 + 0.08 * rng();
      return corners(place, [half, 0.5 - half, 0.5 + half, 1 - half], () => 1);
    }
    case "triangle":
      return corners(place, spread(3, 0.25, rng), () => 1);
    case "quadrilateral":
      return corners(place, spread(4, 0.35, rng), () => 0.6 + 0.4 * rng());
    case "star": {
      const inner = 0.35 + 0.3 * rng();
      const points = 10 + 2 * Math.floor(3 * rng());
      return corners(place, spread(points, 0, rng), (i) => (i % 2 === 0 ? 1 : inner));
    }
    case "wavy":
      return wavyContour(place, { waves: randomWaves(rng), rng });
  }
}

/** A wave of a contour: how many to a turn, and its height as a part of the radius. */
export interface Wave {
  readonly count: number;
  readonly height: number;
}

function randomWaves(rng: Rng): Wave[] {
  return [2, 3, 5, 8].map((count) => ({ count, height: (0.45 * rng()) / Math.sqrt(count) }));
}

/**
 * A closed contour whose radius is a sum of waves around a circle.
 *
 * @see Takashima et al. 2023, arXiv:2303.01112 ("Visual Atoms").
 */
export function wavyContour(
  { x, y, radius, turn }: Place,
  { waves, rng }: { waves: readonly Wave[]; rng: Rng },
): Polygon {
  const most = waves.reduce((count, wave) => Math.max(count, wave.count), 1);
  const length = Math.min(160, Math.max(8 * most, 12 + 2 * Math.ceil(radius)));
  const phases = waves.map(() => rng());
  const polygon = new Float64Array(2 * length);
  for (let i = 0; i < length; i++) {
    const angle = i / length;
    let reach = 1;
    for (const [k, wave] of waves.entries()) {
      reach += wave.height * sinTurn(wave.count * angle + phases[k]!);
    }
    const r = radius * Math.max(0.1, reach);
    polygon[2 * i] = x + r * cosTurn(angle + turn);
    polygon[2 * i + 1] = y + r * sinTurn(angle + turn);
  }
  return polygon;
}

/** Corners at given angles in turns, each at a part of the radius. */
function corners(
  { x, y, radius, turn }: Place,
  angles: readonly number[],
  reach: (index: number) => number,
): Polygon {
  return Float64Array.from(
    angles.flatMap((angle, i) => {
      const r = radius * reach(i);
      return [x + r * cosTurn(angle + turn), y + r * sinTurn(angle + turn)];
    }),
  );
}

/** Angles around the turn, each shifted by up to `jitter` of its share. */
function spread(count: number, jitter: number, rng: Rng): number[] {
  return Array.from({ length: count }, (_, i) => (i + jitter * (2 * rng() - 1)) / count);
}

/** The outline, larger by a distance on all sides, as seen from its middle. */
export function grown(polygon: Polygon, distance: number): Polygon {
  const [x, y] = middle(polygon);
  const larger = new Float64Array(polygon.length);
  for (let i = 0; i < polygon.length; i += 2) {
    const dx = polygon[i]! - x;
    const dy = polygon[i + 1]! - y;
    const length = Math.sqrt(dx * dx + dy * dy);
    const factor = length > 0 ? Math.max(0, length + distance) / length : 1;
    larger[i] = x + dx * factor;
    larger[i + 1] = y + dy * factor;
  }
  return larger;
}

function middle(polygon: Polygon): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < polygon.length; i += 2) {
    x += polygon[i]!;
    y += polygon[i + 1]!;
  }
  return [(2 * x) / polygon.length, (2 * y) / polygon.length];
}

/**
 * Draws a line through points, each with a width of its own, as one quadrilateral per piece.
 *
 * @param points x0, y0, x1, y1, … in pixels.
 * @param widthAt Width in pixels at a point's index.
 */
export function drawLine(
  canvas: Canvas,
  points: Polygon,
  { paint, widthAt }: { paint: Paint; widthAt: (index: number) => number },
): void {
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = points.subarray(i, i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length < 1e-9) continue;
    const [nx, ny] = [-dy / length / 2, dx / length / 2];
    // A little longer than the piece, so that no gap shows where two of them meet.
    const [ex, ey] = [(dx / length) * 0.35, (dy / length) * 0.35];
    const [from, to] = [widthAt(i / 2), widthAt(i / 2 + 1)];
    const corners = [
      [x0 + nx * from - ex, y0 + ny * from - ey],
      [x1 + nx * to + ex, y1 + ny * to + ey],
      [x1 - nx * to + ex, y1 - ny * to + ey],
      [x0 - nx * from - ex, y0 - ny * from - ey],
    ];
    const quad = Float64Array.from(corners.flat());
    fillPolygon(canvas, quad, paint);
  }
}

/** The polygon with its first corner again at its end, for an outline. */
export function closed(polygon: Polygon): Polygon {
  return Float64Array.of(...polygon, polygon[0]!, polygon[1]!);
}

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
