import type { Canvas } from "./canvas.ts";
import { fillPolygon, type Polygon } from "./fill-polygon.ts";
import type { Paint } from "./paint.ts";

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
