import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../../analysis/random/index.ts";
import { type Canvas, createCanvas, flat, hatched, hsv, type Rgb, toBytes } from "./canvas.ts";
import { addGrain, blur, desaturate, noiseField, posterise } from "./filters.ts";
import { closed, drawLine, fillPolygon, outline, SHAPES } from "./shapes.ts";

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [1, 1, 1];

/** Red of every pixel: how much of each is covered by white. */
function coverage({ data }: Canvas): number[] {
  return Array.from(data).filter((_, i) => i % 3 === 0);
}

test("a rectangle between pixels covers exactly its area of each", () => {
  const canvas = createCanvas(4, 3, BLACK);
  fillPolygon(canvas, Float64Array.of(0.5, 0.25, 2.5, 0.25, 2.5, 2, 0.5, 2), flat(WHITE));
  const rows = [
    [0.375, 0.75, 0.375, 0],
    [0.5, 1, 0.5, 0],
    [0, 0, 0, 0],
  ];
  expect(coverage(canvas)).toEqual(rows.flat());
});

test("a triangle's slanted edge halves the pixels it crosses", () => {
  const canvas = createCanvas(2, 2, BLACK);
  fillPolygon(canvas, Float64Array.of(0, 0, 2, 2, 0, 2), flat(WHITE));
  expect(coverage(canvas)).toEqual([0.5, 0, 1, 0.5]);
});

test("the covered pixels add up to the polygon's area, whatever its direction", () => {
  const inside = fc.double({ min: 2, max: 38, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(inside, inside, inside, inside, inside, inside), (corners) => {
      const [ax, ay, bx, by, cx, cy] = corners;
      const canvas = createCanvas(40, 40, BLACK);
      fillPolygon(canvas, Float64Array.from(corners), flat(WHITE));
      const area = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
      const sum = coverage(canvas).reduce((total, value) => total + value, 0);
      // Pixels that are hardly covered are left alone: less than 1/512 each.
      expect(Math.abs(sum - area)).toBeLessThan(0.35);
    }),
    { numRuns: 60 },
  );
});

test("what lies outside the canvas is cut off", () => {
  const canvas = createCanvas(3, 3, BLACK);
  fillPolygon(canvas, Float64Array.of(-10, -10, 30, -10, 30, 30, -10, 30), flat(WHITE));
  expect(coverage(canvas)).toEqual(Array(9).fill(1));
  fillPolygon(canvas, Float64Array.of(5, 5, 9, 5, 9, 9), flat(BLACK));
  expect(coverage(canvas)).toEqual(Array(9).fill(1));
});

test("every shape lies around its place", () => {
  for (const shape of SHAPES) {
    const polygon = outline(shape, { x: 50, y: 20, radius: 10, turn: 0.1 }, createRng(3));
    const distances = Array.from({ length: polygon.length / 2 }, (_, i) =>
      Math.hypot(polygon[2 * i]! - 50, polygon[2 * i + 1]! - 20),
    );
    expect(Math.min(...distances), shape).toBeGreaterThan(0.9);
    expect(Math.max(...distances), shape).toBeLessThan(22);
  }
});

test("a line around a square leaves its middle alone", () => {
  const canvas = createCanvas(20, 20, BLACK);
  const square = closed(Float64Array.of(4, 4, 16, 4, 16, 16, 4, 16));
  drawLine(canvas, square, { paint: flat(WHITE), widthAt: () => 2 });
  const red = coverage(canvas);
  expect(red[4 * 20 + 10]).toBeCloseTo(1, 5);
  expect(red[10 * 20 + 10]).toBe(0);
});

test("noise has mean 0 and variance 1, and is smoother the steeper its spectrum", () => {
  const roughness = [0.5, 2, 3.5].map((slope) => {
    const { values } = noiseField({ size: 64, seed: 5, slope, longest: 32 });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(variance).toBeCloseTo(1, 3);
    return values.reduce((sum, value, i) => sum + Math.abs(value - values[Math.max(0, i - 1)]!), 0);
  });
  expect(roughness[0]!).toBeGreaterThan(roughness[1]!);
  expect(roughness[1]!).toBeGreaterThan(roughness[2]!);
});

test("filters do what they say", () => {
  const canvas = createCanvas(9, 9, BLACK);
  canvas.data.fill(1, (4 * 9 + 4) * 3, (4 * 9 + 4) * 3 + 3);
  blur(canvas, 1);
  const total = canvas.data.reduce((sum, value) => sum + value, 0);
  expect(total).toBeCloseTo(3, 2); // spread, not lost
  expect(coverage(canvas)[4 * 9 + 4]!).toBeCloseTo(0.16, 2); // of a Gaussian: 1 / (2 pi)

  const colour = createCanvas(1, 1, [0.2, 0.6, 0.9]);
  posterise(colour, 3);
  expect(Array.from(colour.data)).toEqual([0, 0.5, 1]);
  desaturate(colour, 1);
  expect(new Set(colour.data).size).toBe(1);

  const grey = createCanvas(100, 100, [0.5, 0.5, 0.5]);
  addGrain(grey, { sigma: 0.1, colour: 0, seed: 1 });
  const deviation = Math.sqrt(
    grey.data.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / grey.data.length,
  );
  expect(deviation).toBeCloseTo(0.1, 2);
});

test("hatching covers the part of the plane that its width and period say", () => {
  const canvas = createCanvas(40, 40, BLACK);
  const paint = hatched(flat(BLACK), flat(WHITE), { dx: 0, dy: 1, period: 8, width: 2 });
  fillPolygon(canvas, Float64Array.of(0, 0, 40, 0, 40, 40, 0, 40), paint);
  const covered = coverage(canvas).reduce((sum, value) => sum + value, 0) / 1600;
  expect(covered).toBeCloseTo(2 / 8, 2);
});

test("colours and bytes", () => {
  expect(hsv(0, 1, 1)).toEqual([1, 0, 0]);
  expect(hsv(1 / 3, 1, 0.5)[1]).toBeCloseTo(0.5, 12);
  const canvas = createCanvas(1, 1, [-1, 0.5, 2]);
  expect(Array.from(toBytes(canvas))).toEqual([0, 128, 255]);
});
