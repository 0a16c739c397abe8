import { createRng, deriveSeed } from "../../../analysis/random/index.ts";
import { type Canvas, mixRgb, type Rgb } from "../drawing/canvas.ts";
import { fillPolygon } from "../drawing/fill-polygon.ts";
import { addGrain, blur, vignette } from "../drawing/filters.ts";
import { type Field, noiseField } from "../drawing/noise-field.ts";
import { ball, gradient, type Paint, textured } from "../drawing/paint.ts";
import { wavyContour } from "../drawing/shapes.ts";
import { type Choose, chooser } from "../programs/chooser.ts";
import { paintAll } from "../programs/ground.ts";
import type { Scene, Thing } from "./scene.ts";
import type { Part } from "./things.ts";

/** What a camera and the weather do, each drawn for every image, from hardly to strongly. */
interface Shot {
  readonly shading: number;
  readonly texture: number;
  readonly haze: number;
  /** Blur of the farthest things in parts of the side; the nearest are sharp. */
  readonly depthBlur: number;
  readonly grain: number;
  readonly shadow: number;
}

/** The scene as through a lens: light and shade, surfaces, haze, depth of field, noise of the sensor. */
export function photograph(canvas: Canvas, scene: Scene, seed: number): void {
  const choose = chooser(createRng(seed));
  const shot = drawShot(choose);
  const { size, sky, ridges, things } = scene;
  const surface = noiseField({
    size,
    seed: deriveSeed(seed, "surface"),
    slope: choose.between(1.2, 2.6),
    longest: size * choose.between(0.05, 0.25),
  });
  const rough = (paint: Paint, strength: number): Paint => {
    const [shiftX, shiftY] = [choose.integer(0, size - 1), choose.integer(0, size - 1)];
    return textured(paint, surface, { strength, shiftX, shiftY, mirrored: true });
  };
  paintAll(canvas, skyPaint(scene, clouds(scene, seed), choose.between(0, 0.16)));
  for (const { polygon, colour, nearness } of ridges) {
    const hazy = mixRgb(colour, sky[1], shot.haze * (1 - nearness));
    const base = {
      x: size / 2,
      y: size * (0.3 + 0.6 * nearness),
      dx: 0,
      dy: 1,
      length: size * 0.4,
    };
    const change = scene.slopeLight * shot.shading;
    const lit = gradient([scaled(hazy, 1 + change), scaled(hazy, 1 - change)], base);
    fillPolygon(canvas, polygon, rough(lit, shot.texture * (0.5 + nearness)));
    blur(canvas, shot.depthBlur * size * 0.5);
  }
  for (const [index, thing] of things.entries()) {
    if (shot.shadow > 0) castShadow(canvas, scene, { thing, strength: shot.shadow });
    for (const part of thing.parts) {
      const paint = litPaint(part, scene.light, shot.shading);
      fillPolygon(canvas, part.polygon, rough(paint, shot.texture));
    }
    if (index === Math.floor(things.length / 2)) blur(canvas, shot.depthBlur * size * 0.3);
  }
  blur(canvas, choose.between(0.4, 1.1) * (size / 224));
  vignette(canvas, scene.vignette);
  const colour = choose.between(0.2, 0.8);
  addGrain(canvas, { sigma: shot.grain, colour, seed: deriveSeed(seed, "grain") });
}

function drawShot({ between, chance }: Choose): Shot {
  return {
    shading: between(0.15, 0.9),
    texture: between(0.01, 0.075),
    haze: between(0.1, 0.7),
    depthBlur: chance(0.7) ? between(0.002, 0.012) : 0,
    grain: between(0.004, 0.035),
    shadow: between(0.05, 0.55),
  };
}

function clouds({ size }: Scene, seed: number): Field {
  return noiseField({
    size,
    seed: deriveSeed(seed, "clouds"),
    slope: 3,
    longest: size * 0.4,
    stretch: 2.5,
  });
}

function skyPaint({ sky, size }: Scene, field: Field, strength: number): Paint {
  const line = { x: 0, y: size * 0.3, dx: 0, dy: 1, length: size * 0.35 };
  return textured(gradient(sky, line), field, { strength, shiftX: 0, shiftY: 0 });
}

function litPaint(part: Part, [dx, dy]: readonly [number, number], shading: number): Paint {
  const { x, y, radius, colour } = part;
  if (part.round) return ball(colour, { x, y, radius, dx: -dx, dy: -dy, strength: shading });
  const ends: [Rgb, Rgb] = [scaled(colour, 1 - 0.6 * shading), scaled(colour, 1 + 0.2 * shading)];
  return gradient(ends, { x, y, dx, dy, length: radius });
}

/** A dark ellipse on the ground, away from the light, that fades towards its rim. */
function castShadow(
  canvas: Canvas,
  { light }: Scene,
  { thing, strength }: { thing: Thing; strength: number },
): void {
  const { x, y, width } = thing.foot;
  const centre = x - light[0] * width * 0.5;
  const half = width * 0.75;
  const circle = wavyContour({ x: 0, y: 0, radius: 1, turn: 0 }, { waves: [], rng: () => 0 });
  const ellipse = circle.map((value, i) =>
    i % 2 === 0 ? centre + value * half : y + value * half * 0.24,
  );
  fillPolygon(canvas, ellipse, (px, py, out) => {
    const [u, v] = [(px - centre) / half, (py - y) / (half * 0.24)];
    out.fill(0.02, 0, 3);
    out[3] = strength * Math.max(0, 1 - (u * u + v * v));
  });
}

function scaled([red, green, blue]: Rgb, factor: number): Rgb {
  return [red * factor, green * factor, blue * factor];
}
