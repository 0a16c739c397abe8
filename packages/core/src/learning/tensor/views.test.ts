import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../analysis/random/index.ts";
import { drawViews, PLAIN_VIEW, renderView, type View } from "./views.ts";

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

function rendered(image: number[], view: Partial<View>, size = 2): number[] {
  const target = new Float32Array(image.length);
  const options = { view: { ...PLAIN_VIEW, ...view }, size, range: [0, 255] as const };
  renderView(Uint8Array.from(image), target, options);
  return Array.from(target, (value) => Number(value.toFixed(3)));
}

const grey = (...levels: number[]) => levels.flatMap((level) => [level, level, level]);

test("the crop that is the whole image leaves it as it is, to the last bit", () => {
  const rng = createRng(5);
  const image = Uint8Array.from({ length: 17 * 17 * 3 }, () => 256 * rng());
  const show = (view: View) => {
    const target = new Float32Array(image.length);
    renderView(image, target, { view, size: 17, range: [-1, 1] });
    return target;
  };
  const crop = { left: 0, top: 0, width: 17, height: 17 };
  expect(show({ ...PLAIN_VIEW, crop })).toEqual(show(PLAIN_VIEW));
});

test("enlarges a part, straight between the pixels' middles", () => {
  // The upper left quarter: from x = 0 to 1, whose new pixels lie at -0.25 (cut off at the edge) and 0.25.
  const crop = { left: 0, top: 0, width: 1, height: 1 };
  expect(rendered(grey(0, 100, 200, 40), { crop })).toEqual(
    // Columns 0 and 25 above, 200 and 160 below; then a quarter of the way down.
    grey(0, 25, 50, 25 + (160 - 25) / 4),
  );
});

test("a crop of whole pixels of a smooth slope stays smooth", () => {
  const size = 8;
  const slope = Array.from({ length: size * size }, (_, i) => (i % size) * 10);
  const crop = { left: 2, top: 3, width: 4, height: 4 };
  const row = rendered(grey(...slope), { crop }, size).slice(0, size * 3);
  const expected = Array.from({ length: size }, (_, x) => 10 * (2 + (x + 0.5) / 2 - 0.5));
  expect(row).toEqual(grey(...expected));
});

test("brightness multiplies, up to the brightest", () => {
  expect(rendered(grey(0, 100, 200, 250), { brightness: 1.2 })).toEqual(grey(0, 120, 240, 255));
  expect(rendered(grey(0, 100, 200, 250), { brightness: 0.5 })).toEqual(grey(0, 50, 100, 125));
});

test("saturation 0 is the luma, and grey stays grey whatever it is", () => {
  const image = [255, 0, 0, 0, 255, 0, ...grey(9, 200)];
  expect(rendered(image, { saturation: 0 })).toEqual(grey(76.245, 149.685, 9, 200));
  expect(rendered(image, { saturation: 1.3 }).slice(6)).toEqual(grey(9, 200));
  // Red goes on beyond its end: 0.299 * 100 + 2 * (100 - 29.9), the others stop at 0.
  const stronger = rendered([100, 0, 0, ...grey(0, 0, 0)], { saturation: 2 });
  expect(stronger.slice(0, 3)).toEqual([170.1, 0, 0]);
});

test("mirrors what was cropped", () => {
  const crop = { left: 0, top: 0, width: 2, height: 2 };
  expect(rendered(grey(1, 2, 3, 4), { crop, mirrored: true })).toEqual(grey(2, 1, 4, 3));
});
