import { createRng } from "../../../analysis/random/index.ts";
import type { Canvas } from "../drawing/canvas.ts";
import { closed, drawLine } from "../drawing/draw-line.ts";
import { fillPolygon } from "../drawing/fill-polygon.ts";
import { flat } from "../drawing/paint.ts";
import { wavyContour } from "../drawing/shapes.ts";
import { areaPaint } from "./area-paint.ts";
import { chooser } from "./chooser.ts";
import { groundPaint, paintAll } from "./ground.ts";
import type { Contours, Look } from "./program.ts";
import type { PaintJob } from "./render-image.ts";

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
