import type { Rgb } from "./canvas.ts";
import { mix } from "./canvas.ts";
import type { Field } from "./noise-field.ts";

/**
 * The colour of a pixel: writes red, green and blue to `out[0..2]`, and may lower the opacity `out[3]`,
 * which is 1 before.
 */
export type Paint = (x: number, y: number, out: Float64Array) => void;

export function flat(colour: Rgb): Paint {
  const [red, green, blue] = colour;
  return (_x, _y, out) => {
    out[0] = red;
    out[1] = green;
    out[2] = blue;
  };
}

/** From `a` at signed distance -length to `b` at +length from a point, along a direction of unit length. */
export function gradient(
  [a, b]: readonly [Rgb, Rgb],
  line: { x: number; y: number; dx: number; dy: number; length: number },
): Paint {
  return (x, y, out) => {
    const along = ((x - line.x) * line.dx + (y - line.y) * line.dy) / line.length;
    const part = Math.min(1, Math.max(0, 0.5 + along / 2));
    for (let c = 0; c < 3; c++) out[c] = mix(a[c]!, b[c]!, part);
  };
}

/** A ball lit from one side: bright where its surface faces the light, dark at the other rim. */
export function ball(
  colour: Rgb,
  light: { x: number; y: number; radius: number; dx: number; dy: number; strength: number },
): Paint {
  return (x, y, out) => {
    const u = (x - light.x) / light.radius;
    const v = (y - light.y) / light.radius;
    const height = Math.sqrt(Math.max(0, 1 - u * u - v * v));
    const facing = 0.6 * height - 0.7 * (u * light.dx + v * light.dy);
    const shade = 1 + light.strength * (facing - 0.45);
    for (let c = 0; c < 3; c++) out[c] = colour[c]! * shade;
  };
}

/**
 * Another paint with a field added to all three channels.
 *
 * @param strength Of one standard deviation.
 * @param mirrored Continues the field beyond its edge as in a mirror, so that no seam shows; otherwise it
 *   begins anew.
 */
export function textured(
  paint: Paint,
  field: Field,
  options: { strength: number; shiftX: number; shiftY: number; mirrored?: boolean },
): Paint {
  const { size, values } = field;
  const { strength, shiftX, shiftY, mirrored = false } = options;
  const within = mirrored
    ? (at: number) => (at % (2 * size) < size ? at % size : size - 1 - (at % size))
    : (at: number) => at % size;
  return (x, y, out) => {
    paint(x, y, out);
    const value = strength * values[within(y + shiftY) * size + within(x + shiftX)]!;
    for (let c = 0; c < 3; c++) out[c]! += value;
  };
}

/** Parallel lines of one paint over another. @param dx, dy Across the lines, of unit length. */
export function hatched(
  ground: Paint,
  line: Paint,
  { dx, dy, period, width }: { dx: number; dy: number; period: number; width: number },
): Paint {
  const other = new Float64Array(4);
  return (x, y, out) => {
    ground(x, y, out);
    const along = (x * dx + y * dy) / period;
    const distance = Math.abs(along - Math.round(along)) * period;
    const covered = Math.min(1, Math.max(0, width / 2 - distance + 0.5));
    if (covered === 0) return;
    line(x, y, other);
    for (let c = 0; c < 3; c++) out[c] = mix(out[c]!, other[c]!, covered);
  };
}
