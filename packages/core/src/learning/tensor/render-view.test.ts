import { expect, test } from "vitest";
import { createRng } from "../../analysis/random/index.ts";
import { renderView } from "./render-view.ts";
import { PLAIN_VIEW, type View } from "./view.ts";

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
