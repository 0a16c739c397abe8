import { createRng, type Rng } from "../../../analysis/random/index.ts";
import { cosTurn, ln, sinTurn } from "../../../analysis/random/random.ts";
import { type Canvas, mix, type Rgb } from "../drawing/canvas.ts";
import { chooser } from "./chooser.ts";
import { groundPaint, paintAll } from "./ground.ts";
import type { Fractal, Look } from "./program.ts";
import type { PaintJob } from "./render-image.ts";

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
