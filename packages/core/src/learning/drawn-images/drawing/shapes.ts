import type { Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import type { Polygon } from "./fill-polygon.ts";

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
