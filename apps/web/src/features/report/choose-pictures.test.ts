import { expect, test } from "vitest";
import { choosePictures } from "./choose-pictures.ts";

/** A group of `count` pictures. */
const group = (id: string, count: number) => ({
  id,
  label: id,
  pictures: Array.from({ length: count }, (_, i) => ({
    key: `${id} ${i}`,
    hash: `${id} ${i}`,
    source: "",
    truth: 0,
    predicted: [],
    probabilities: [],
  })),
});

test("the first pictures of a group are shown, and its whole number is kept", () => {
  const [few, many] = choosePictures([group("few", 3), group("many", 100)]);
  expect(few).toMatchObject({ total: 3 });
  expect(few?.pictures).toHaveLength(3);
  expect(many).toMatchObject({ total: 100 });
  expect(many?.pictures.map(({ key }) => key)).toEqual(
    Array.from({ length: 24 }, (_, i) => `many ${i}`),
  );
});

test("with many groups the last ones come short: 120 pictures in all", () => {
  const shown = choosePictures(["a", "b", "c", "d", "e", "f", "g"].map((id) => group(id, 30)));
  expect(shown.map(({ pictures }) => pictures.length)).toEqual([24, 24, 24, 24, 24, 0, 0]);
});
