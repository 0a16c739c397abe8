import { createRng, deriveSeed, type Rng } from "../../../analysis/random/index.ts";
import { type Canvas, mixRgb, type Rgb } from "../drawing/canvas.ts";
import { closed, drawLine } from "../drawing/draw-line.ts";
import { fillPolygon, type Polygon } from "../drawing/fill-polygon.ts";
import { addGrain, blur, vignette } from "../drawing/filters.ts";
import { type Field, noiseField } from "../drawing/noise-field.ts";
import { flat, gradient, hatched, type Paint, textured } from "../drawing/paint.ts";
import { type Choose, chooser } from "../programs/chooser.ts";
import { directionOf, paintAll } from "../programs/ground.ts";
import type { Scene } from "./scene.ts";

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
export function handDrawing(canvas: Canvas, scene: Scene, seed: number): void {
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
