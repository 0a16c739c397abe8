import { createRng, deriveSeed, type Rng } from "../../../analysis/random/index.ts";
import { cosTurn, ln, sinTurn } from "../../../analysis/random/random.ts";
import { type Canvas, flat, mix, type Rgb, textured } from "../drawing/canvas.ts";
import { noiseField } from "../drawing/filters.ts";
import {
  closed,
  drawLine,
  fillPolygon,
  grown,
  outline,
  type Place,
  wavyContour,
} from "../drawing/shapes.ts";
import type { PaintJob } from "./area-paint.ts";
import { areaPaint, directionOf, groundPaint, paintAll } from "./area-paint.ts";
import {
  type Contours,
  chooser,
  type DeadLeaves,
  type Fractal,
  type Look,
  type Noise,
} from "./program.ts";

/** Wavy contours inside one another, as lines or filled. */
export function paintContours(
  canvas: Canvas,
  { program, materials, seed }: PaintJob<Look & Contours>,
): void {
  const rng = createRng(seed);
  const { between } = chooser(rng);
  const { size, palette } = materials;
  paintAll(canvas, groundPaint(program.ground, { palette, size, rng }));
  const ink = flat([program.ink, program.ink, program.ink]);
  const width = Math.max(program.outline, program.filled ? 0 : 0.008) * size;
  for (let figure = 0; figure < program.figures; figure++) {
    const scale = size * between(0.15, 0.5);
    const [x, y, turn] = [rng() * size, rng() * size, rng()];
    for (let ring = program.rings; ring >= 1; ring--) {
      const place = { x, y, radius: (scale * ring) / program.rings, turn };
      const contour = wavyContour(place, { waves: program.waves, rng });
      if (program.filled) fillPolygon(canvas, contour, areaPaint(materials, place, rng));
      if (width > 0) drawLine(canvas, closed(contour), { paint: ink, widthAt: () => width });
    }
  }
}

/** An image of many tiny leaves takes no more than this. */
const MOST_LEAVES = 900;

/**
 * Leaves thrown one over the other. Their radii follow the density 1/r^3, which gives the image the
 * statistics of natural scenes: the same at every scale.
 *
 * @see Lee, Mumford & Huang 2001, doi:10.1023/A:1011109015675.
 */
export function paintDeadLeaves(
  canvas: Canvas,
  { program, materials, seed }: PaintJob<Look & DeadLeaves>,
): void {
  const rng = createRng(seed);
  const { of } = chooser(rng);
  const { size, palette } = materials;
  paintAll(canvas, groundPaint("flat", { palette, size, rng }));
  const ink = flat([program.ink, program.ink, program.ink]);
  const width = program.outline * size;
  for (let left = numLeaves(program); left > 0; left--) {
    const radius = drawRadius(program.radius, rng()) * size;
    const turn = program.turn ?? rng();
    const place: Place = { x: rng() * size, y: rng() * size, radius, turn };
    const shape = outline(of(program.shapes), place, rng);
    if (width > 0) fillPolygon(canvas, grown(shape, width), ink);
    fillPolygon(canvas, shape, areaPaint(materials, place, rng));
  }
}

/** As many as cover the image `cover` times. */
function numLeaves({ radius: [low, high], cover }: DeadLeaves): number {
  // The mean of r^2 under the density 1/r^3 on [low, high]; ln by its series in (high - low) / (high + low).
  const t = (high - low) / (high + low);
  const square = t * t;
  const logarithm = 2 * t * (1 + square * (1 / 3 + square * (1 / 5 + square / 7)));
  const meanSquare = (2 * logarithm) / (1 / (low * low) - 1 / (high * high));
  return Math.min(MOST_LEAVES, Math.ceil(cover / (2.2 * meanSquare)));
}

/** The radius below which a part `u` of all leaves lies. */
function drawRadius([low, high]: readonly [number, number], u: number): number {
  const from = 1 / (low * low);
  const to = 1 / (high * high);
  return 1 / Math.sqrt(from + u * (to - from));
}

const POINTS = 16_000;
/** Points before the orbit has come close to the attractor. */
const LEAD = 30;

/** One or several attractors on a ground. */
export function paintFractals(
  canvas: Canvas,
  { program, materials, seed }: PaintJob<Look & Fractal>,
): void {
  const rng = createRng(seed);
  const { integer, between } = chooser(rng);
  const { size, palette } = materials;
  paintAll(canvas, groundPaint(program.ground, { palette, size, rng }));
  const count = integer(1, program.instances);
  for (let i = 0; i < count; i++) {
    const orbit = chaosGame(program.maps, rng);
    const side = size * between(...program.size) * (count > 1 ? 0.75 : 1.2);
    const [x, y] = [between(0.15, 0.85) * size, between(0.15, 0.85) * size];
    stamp(canvas, orbit, { x, y, side, turn: rng(), palette, colouring: program.colouring, rng });
  }
}

interface Orbit {
  /** Shape [POINTS, 2], centred, its larger extent from -0.5 to 0.5. */
  readonly points: Float64Array;
  /** Which map led to each point. */
  readonly maps: Uint8Array;
}

/**
 * Points of the attractor of affine maps: one random map after the other, chosen in proportion to the
 * area that it leaves.
 *
 * @see Barnsley 1988, "Fractals Everywhere", the chaos game.
 */
function chaosGame(maps: readonly number[], rng: Rng): Orbit {
  const count = maps.length / 6;
  const areas = Array.from({ length: count }, (_, k) => {
    const [a, b, c, d] = maps.slice(6 * k, 6 * k + 4) as [number, number, number, number];
    return Math.max(0.02, Math.abs(a * d - b * c));
  });
  const total = areas.reduce((sum, area) => sum + area);
  const points = new Float64Array(2 * POINTS);
  const used = new Uint8Array(POINTS);
  let [x, y] = [0, 0];
  for (let i = -LEAD; i < POINTS; i++) {
    let k = 0;
    for (let left = rng() * total - areas[0]!; left > 0 && k < count - 1; left -= areas[k]!) k += 1;
    const at = 6 * k;
    const nextX = maps[at]! * x + maps[at + 1]! * y + maps[at + 4]!;
    y = maps[at + 2]! * x + maps[at + 3]! * y + maps[at + 5]!;
    x = nextX;
    if (i < 0) continue;
    points[2 * i] = x;
    points[2 * i + 1] = y;
    used[i] = k;
  }
  return { points: centred(points), maps: used };
}

function centred(points: Float64Array): Float64Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 2] = Math.min(low[i % 2]!, points[i]!);
    high[i % 2] = Math.max(high[i % 2]!, points[i]!);
  }
  const extent = Math.max(high[0]! - low[0]!, high[1]! - low[1]!, 1e-9);
  return points.map((value, i) => (value - (low[i % 2]! + high[i % 2]!) / 2) / extent);
}

interface Stamp {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly turn: number;
  readonly palette: readonly Rgb[];
  readonly colouring: Fractal["colouring"];
  readonly rng: Rng;
}

/** Puts an orbit on the canvas: denser parts cover more. */
function stamp({ data, width, height }: Canvas, { points, maps }: Orbit, options: Stamp): void {
  const { x, y, side, turn, palette, colouring, rng } = options;
  const [cosine, sine] = [cosTurn(turn) * side, sinTurn(turn) * side];
  const density = new Uint16Array(width * height);
  const lastMap = new Uint8Array(width * height);
  for (let i = 0; i < maps.length; i++) {
    const [u, v] = [points[2 * i]!, points[2 * i + 1]!];
    const column = Math.floor(x + u * cosine - v * sine);
    const row = Math.floor(y + u * sine + v * cosine);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    density[row * width + column]! += 1;
    lastMap[row * width + column] = maps[i]!;
  }
  const first = Math.floor(rng() * palette.length);
  const colourAt = (index: number) => palette[(first + index) % palette.length]!;
  const shades = shadesOf(density);
  for (let pixel = 0; pixel < density.length; pixel++) {
    const count = density[pixel]!;
    if (count === 0) continue;
    const shade = shades[Math.min(count, shades.length - 1)]!;
    const near = colourAt(colouring === "map" ? lastMap[pixel]! : 0);
    const far = colourAt(1);
    for (let c = 0; c < 3; c++) {
      const colour = colouring === "map" ? near[c]! : mix(near[c]!, far[c]!, shade);
      data[3 * pixel + c] = mix(data[3 * pixel + c]!, colour, 0.45 + 0.55 * shade);
    }
  }
}

/** Logarithmic brightness of each count, in [0, 1]. */
function shadesOf(density: Uint16Array): Float64Array {
  const most = density.reduce((high, count) => Math.max(high, count), 1);
  const range = -ln(1 / (most + 1));
  return Float64Array.from({ length: most + 1 }, (_, count) => -ln(1 / (count + 1)) / range);
}

/** Colours of the palette mixed by 1/f noise: clouds, bark, marble, maps. */
export function paintNoise(
  canvas: Canvas,
  { program, materials, seed }: PaintJob<Look & Noise>,
): void {
  const { size, palette, texture } = materials;
  const rng = createRng(seed);
  const direction = directionOf(rng());
  const { longest, stretch, folded, bands } = program;
  const fields = program.slopes.map((slope, i) => {
    const options = { size, slope, longest: longest * size, stretch, direction, folded };
    return noiseField({ ...options, seed: deriveSeed(seed, i) });
  });
  const paint = (x: number, y: number, out: Float64Array) => {
    for (let c = 0; c < 3; c++) {
      // One field colours all channels alike; several shift them against each other.
      const { values } = fields[c % fields.length]!;
      const level = Math.min(0.999, Math.max(0, 0.5 + 0.22 * values[y * size + x]!));
      const place = bands > 0 ? Math.floor(level * bands) / bands : level;
      out[c] = along(palette, place, c);
    }
  };
  const { strength } = program.texture;
  paintAll(canvas, texture ? textured(paint, texture, { strength, shiftX: 0, shiftY: 0 }) : paint);
}

/** One channel of the palette read as a ramp. @param place In [0, 1). */
function along(palette: readonly Rgb[], place: number, channel: number): number {
  const position = place * (palette.length - 1);
  const index = Math.floor(position);
  const next = Math.min(palette.length - 1, index + 1);
  return mix(palette[index]![channel]!, palette[next]![channel]!, position - index);
}
