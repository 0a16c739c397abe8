import { createRng } from "../../../analysis/random/index.ts";
import type { Canvas } from "../drawing/canvas.ts";
import { fillPolygon } from "../drawing/fill-polygon.ts";
import { flat } from "../drawing/paint.ts";
import { grown, outline, type Place } from "../drawing/shapes.ts";
import { areaPaint } from "./area-paint.ts";
import { chooser } from "./chooser.ts";
import { groundPaint, paintAll } from "./ground.ts";
import type { DeadLeaves, Look } from "./program.ts";
import type { PaintJob } from "./render-image.ts";

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
