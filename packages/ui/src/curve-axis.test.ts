import { expect, test } from "vitest";
import { axisTicks, EPOCHS, imagesAxis, placeText, secondsAxis } from "./curve-axis.ts";

test("epochs are what they are, images are epochs times what one sees", () => {
  expect([1, 8].map(EPOCHS.of)).toEqual([1, 8]);
  expect([1, 8].map(imagesAxis(200).of)).toEqual([200, 1600]);
});

test("seconds: as logged, in proportion between, at the same pace beyond", () => {
  const { of } = secondsAxis([2, 4, 10], [30, 40, 100]);
  expect([2, 3, 4, 7, 10].map(of)).toEqual([30, 35, 40, 70, 100]);
  expect(of(12)).toBe(120);
  // Before the first, from nothing.
  expect(of(1)).toBe(15);
});

test("ticks are whole and named in the unit that fits", () => {
  expect(axisTicks("epoch", [1, 8], 10).map(({ text }) => text)).toEqual("12345678".split(""));
  expect(axisTicks("epoch", [1, 500], 6).map(({ at }) => at)).toEqual([100, 200, 300, 400, 500]);
  expect(axisTicks("seconds", [0, 600], 6)).toEqual([
    { at: 0, text: "0 min" },
    { at: 120, text: "2 min" },
    { at: 240, text: "4 min" },
    { at: 360, text: "6 min" },
    { at: 480, text: "8 min" },
    { at: 600, text: "10 min" },
  ]);
  expect(axisTicks("images", [0, 5000], 3).map(({ text }) => text)).toEqual([
    "0",
    "2,000",
    "4,000",
  ]);
});

test("a place in words", () => {
  expect(placeText("epoch", 8)).toBe("epoch 8");
  expect(placeText("seconds", 252.4)).toBe("4 min 12 s");
  expect(placeText("images", 1600)).toBe("1,600 images");
});
