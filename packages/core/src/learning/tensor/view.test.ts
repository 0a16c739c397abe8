import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawViews, PLAIN_VIEW } from "./view.ts";

const stream = { size: 100, seed: 1, epoch: 1 };
const all = { flip: true, crop: 0.5, brightness: 0.1, colour: 0.2 };

const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;

test("changes nothing that is left out or switched off", () => {
  expect(drawViews(2, {}, stream)).toEqual([PLAIN_VIEW, PLAIN_VIEW]);
  const off = { flip: false, crop: 1, brightness: 0, colour: 0 };
  expect(drawViews(1, off, stream)).toEqual([PLAIN_VIEW]);
});

test("seed and epoch decide, each kind of change by a stream of its own", () => {
  expect(drawViews(9, all, stream)).toEqual(drawViews(9, all, stream));
  expect(drawViews(9, all, { ...stream, epoch: 2 })).not.toEqual(drawViews(9, all, stream));
  expect(drawViews(9, all, { ...stream, seed: 2 })).not.toEqual(drawViews(9, all, stream));
  const cropOnly = drawViews(9, { crop: 0.5 }, stream).map(({ crop }) => crop);
  expect(drawViews(9, all, stream).map(({ crop }) => crop)).toEqual(cropOnly);
});

test("crops lie in the image, and keep the area and the shape that they should", () => {
  const smallest = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(
    fc.property(smallest, fc.nat(), (crop, seed) => {
      for (const view of drawViews(20, { crop }, { ...stream, seed })) {
        const { left, top, width, height } = view.crop!;
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(100 + 1e-9);
        expect(Math.max(width / height, height / width)).toBeLessThanOrEqual(4 / 3 + 1e-9);
        expect(width * height).toBeLessThanOrEqual(100 * 100 + 1e-6);
        // A long crop of nearly the whole image is cut off at its edges.
        expect(width * height).toBeGreaterThanOrEqual(100 * 100 * Math.min(crop, 3 / 4) * 0.999);
      }
    }),
    { numRuns: 30 },
  );
});

test("brightness and colour stay within their bounds and use them", () => {
  const views = drawViews(1000, all, stream);
  const [dark, bright] = range(views.map(({ brightness }) => brightness));
  expect(dark).toBeGreaterThanOrEqual(0.9);
  expect(dark).toBeLessThan(0.91);
  expect(bright).toBeLessThanOrEqual(1.1);
  expect(bright).toBeGreaterThan(1.09);
  const [pale, strong] = range(views.map(({ saturation }) => saturation));
  expect(pale).toBeGreaterThanOrEqual(0.8);
  expect(strong).toBeLessThanOrEqual(1.2);
  expect(views.filter(({ mirrored }) => mirrored).length).toBeGreaterThan(450);
});
