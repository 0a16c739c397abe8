import { createRng, deriveSeed, type Rng } from "../../../analysis/random/index.ts";
import type { Field } from "../drawing/canvas.ts";
import {
  ball,
  type Canvas,
  createCanvas,
  flat,
  gradient,
  hatched,
  mixRgb,
  type Paint,
  type Rgb,
  textured,
  toBytes,
} from "../drawing/canvas.ts";
import { addGrain, blur, noiseField, vignette } from "../drawing/filters.ts";
import { closed, drawLine, fillPolygon, type Polygon, wavyContour } from "../drawing/shapes.ts";
import { directionOf, paintAll } from "../programs/area-paint.ts";
import { type Choose, chooser } from "../programs/program.ts";
import { drawScene, type Part, type Scene, type Thing } from "./scene.ts";

export const RENDERINGS = ["drawing-like", "photo-like"] as const;
export type Rendering = (typeof RENDERINGS)[number];

/** Changes whenever a scene with the same seed comes out differently. */
export const SCENE_VERSION = 1;

/**
 * A made-up landscape, photographed or drawn: the same seed and size give the same bytes on every machine.
 *
 * Both share layout, palette and exposure: the average colour and the contrast of the finished image are
 * set to what the scene says, so that neither tells how it was made.
 *
 * @param size Side in pixels.
 * @returns RGB, row-major, shape [size, size, 3].
 */
export function renderScene(
  rendering: Rendering,
  { seed, size }: { seed: number; size: number },
): Uint8Array {
  const scene = drawScene(deriveSeed(seed, "scene"), size);
  const canvas = createCanvas(size, size, scene.sky[0]);
  const render = rendering === "photo-like" ? photograph : handDrawing;
  render(canvas, scene, deriveSeed(seed, rendering));
  expose(canvas, scene.tone);
  return toBytes(canvas);
}

/** Gives the channels their means and the brightness its standard deviation, in place. */
function expose({ data }: Canvas, { mean, contrast }: Scene["tone"]): void {
  const pixels = data.length / 3;
  const sums = [0, 0, 0];
  let [brightness, squares] = [0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    sums[0]! += red;
    sums[1]! += green;
    sums[2]! += blue;
    const grey = (red + green + blue) / 3;
    brightness += grey;
    squares += grey * grey;
  }
  const average = brightness / pixels;
  const deviation = Math.sqrt(Math.max(1e-6, squares / pixels - average * average));
  const gain = contrast / deviation;
  for (let i = 0; i < data.length; i++) {
    const c = i % 3;
    data[i] = mean[c]! + (data[i]! - sums[c]! / pixels) * gain;
  }
}

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
function photograph(canvas: Canvas, scene: Scene, seed: number): void {
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

/** How a hand works, drawn for every image, from hardly to strongly. */
interface Hand {
  readonly fill: "flat" | "hatched" | "wash";
  /** Of lines, in pixels at a side of 224; 0 draws none. */
  readonly line: number;
  readonly ink: Rgb;
  /** How far lines stray, in pixels at a side of 224. */
  readonly wobble: number;
  readonly hatch: { readonly period: number; readonly width: number; readonly turn: number };
  /** Roughness of the paper. */
  readonly paper: number;
}

/** The scene as drawn by hand: outlines, flat, hatched or washed colours, paper. */
function handDrawing(canvas: Canvas, scene: Scene, seed: number): void {
  const rng = createRng(seed);
  const choose = chooser(rng);
  const hand = drawHand(choose);
  const { size, sky, ridges, things } = scene;
  const pigment = noiseField({
    size,
    seed: deriveSeed(seed, "pigment"),
    slope: 2.8,
    longest: size * 0.3,
  });
  const draw = (polygon: Polygon, colour: Rgb) => {
    fillPolygon(canvas, polygon, fillPaint(colour, { hand, pigment, size, choose }));
    stroke(canvas, polygon, { hand, size, rng });
  };
  paintAll(canvas, fillPaint(mixRgb(sky[0], sky[1], 0.5), { hand, pigment, size, choose }));
  for (const { polygon, colour, nearness } of ridges) {
    draw(polygon, mixRgb(colour, sky[1], 0.4 * (1 - nearness)));
  }
  for (const { parts } of things) for (const { polygon, colour } of parts) draw(polygon, colour);
  blur(canvas, choose.between(0.25, 0.9) * (size / 224));
  layOnPaper(canvas, { strength: hand.paper, seed: deriveSeed(seed, "paper") });
  vignette(canvas, scene.vignette);
  // Of the scanner.
  addGrain(canvas, {
    sigma: choose.between(0.002, 0.02),
    colour: 0.3,
    seed: deriveSeed(seed, "scan"),
  });
}

function drawHand({ between, of, chance }: Choose): Hand {
  const fill = of(["flat", "flat", "hatched", "wash", "wash"] as const);
  const dark = between(0.05, 0.4);
  return {
    fill,
    line: chance(fill === "wash" ? 0.55 : 0.88) ? between(0.7, 2.6) : 0,
    ink: [dark, dark * between(0.8, 1), dark * between(0.8, 1.2)],
    wobble: between(0.2, 1.6),
    hatch: { period: between(3.5, 8), width: between(0.8, 2), turn: between(0, 1) },
    paper: between(0.005, 0.05),
  };
}

function fillPaint(
  colour: Rgb,
  { hand, pigment, size, choose }: { hand: Hand; pigment: Field; size: number; choose: Choose },
): Paint {
  const { between, chance, integer } = choose;
  switch (hand.fill) {
    case "flat":
      return flat(colour);
    case "hatched": {
      const light = mixRgb(colour, [0.97, 0.96, 0.93], between(0.2, 0.55));
      if (chance(0.45)) return flat(light);
      const scale = size / 224;
      const [dx, dy] = directionOf(
        hand.hatch.turn + between(-0.06, 0.06) + (chance(0.3) ? 0.25 : 0),
      );
      const period = hand.hatch.period * scale * between(0.8, 1.3);
      return hatched(flat(light), flat(scaledDown(colour)), {
        dx,
        dy,
        period,
        width: hand.hatch.width * scale,
      });
    }
    case "wash": {
      const [dx, dy] = directionOf(between(0, 1));
      const pale = mixRgb(colour, [0.97, 0.96, 0.93], between(0.1, 0.5));
      const line = {
        x: between(0, 1) * size,
        y: between(0, 1) * size,
        dx,
        dy,
        length: size * between(0.25, 0.7),
      };
      const shift = () => integer(0, size - 1);
      const strength = between(0.01, 0.06);
      return textured(gradient([colour, pale], line), pigment, {
        strength,
        shiftX: shift(),
        shiftY: shift(),
        mirrored: true,
      });
    }
  }
}

function scaledDown([red, green, blue]: Rgb): Rgb {
  return [red * 0.8, green * 0.8, blue * 0.8];
}

/** An outline that strays a little and swells and thins on its way. */
function stroke(
  canvas: Canvas,
  polygon: Polygon,
  { hand, size, rng }: { hand: Hand; size: number; rng: Rng },
): void {
  if (hand.line === 0) return;
  const scale = size / 224;
  const points = subdivided(closed(polygon), 6 * scale);
  let [driftX, driftY] = [0, 0];
  const strayed = points.map((value, i) => {
    // A walk that is drawn back to the true line.
    const drift =
      0.8 * (i % 2 === 0 ? driftX : driftY) + hand.wobble * scale * 0.6 * (2 * rng() - 1);
    if (i % 2 === 0) driftX = drift;
    else driftY = drift;
    return value + drift;
  });
  let pressure = 1;
  const widths = Array.from({ length: points.length / 2 }, () => {
    pressure = 0.8 * pressure + 0.2 * (0.4 + 1.2 * rng());
    return hand.line * scale * pressure;
  });
  drawLine(canvas, strayed, { paint: flat(hand.ink), widthAt: (index) => widths[index]! });
}

/** The line with points added, so that no piece is longer than `most`. */
function subdivided(points: Polygon, most: number): Polygon {
  const finer: number[] = [];
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x, y, nextX, nextY] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const length = Math.sqrt((nextX - x) * (nextX - x) + (nextY - y) * (nextY - y));
    const pieces = Math.max(1, Math.min(200, Math.ceil(length / most)));
    for (let k = 0; k < pieces; k++) {
      finer.push(x + ((nextX - x) * k) / pieces, y + ((nextY - y) * k) / pieces);
    }
  }
  return Float64Array.of(...finer, points.at(-2)!, points.at(-1)!);
}

/** The grain of the paper shows through as darker and lighter spots. */
function layOnPaper(
  { data, width }: Canvas,
  { strength, seed }: { strength: number; seed: number },
): void {
  const { values } = noiseField({ size: width, seed, slope: 1.2, longest: 8 });
  for (let i = 0; i < data.length; i++) data[i]! *= 1 + strength * values[Math.floor(i / 3)]!;
}
