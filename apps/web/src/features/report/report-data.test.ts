import { expect, test } from "vitest";
import { limitImages } from "./report-data.ts";

/** A group of `count` images. */
const group = (id: string, count: number) => ({
  id,
  label: id,
  images: Array.from({ length: count }, (_, i) => ({
    key: `${id} ${i}`,
    hash: `${id} ${i}`,
    source: "",
    truth: 0,
    predicted: [],
    probabilities: [],
  })),
});

test("the first images of a group are shown, and its whole number is kept", () => {
  const [few, many] = limitImages([group("few", 3), group("many", 100)]);
  expect(few).toMatchObject({ total: 3 });
  expect(few?.images).toHaveLength(3);
  expect(many).toMatchObject({ total: 100 });
  expect(many?.images.map(({ key }) => key)).toEqual(
    Array.from({ length: 24 }, (_, i) => `many ${i}`),
  );
});

test("with many groups the last ones come short: 120 images in all", () => {
  const shown = limitImages(["a", "b", "c", "d", "e", "f", "g"].map((id) => group(id, 30)));
  expect(shown.map(({ images }) => images.length)).toEqual([24, 24, 24, 24, 24, 0, 0]);
});
