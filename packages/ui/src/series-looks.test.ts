import { expect, test } from "vitest";
import { MOST_SERIES, runLooks, seriesLook } from "./series-looks.ts";

const text = (look: { color: string; mark: string; dash: string | null }) =>
  `${look.color} ${look.mark} ${look.dash}`;

test("no two of so many series look the same, and none of one colour has another mark", () => {
  const looks = Array.from({ length: MOST_SERIES }, (_, index) => seriesLook(index));
  expect(new Set(looks.map(text)).size).toBe(10);
  expect(new Set(looks.map(({ color, mark }) => color + mark)).size).toBe(5);
});

test("runs look like their methods, the second of a method dashed", () => {
  const looks = runLooks(["scratch", "fine-tuned", "scratch"]);
  expect(looks.map(text)).toEqual([
    "--method-scratch triangle null",
    "--method-fine-tuned circle null",
    "--method-scratch triangle 7 4",
  ]);
});

test("ten runs of one method are told apart as any series are", () => {
  const looks = runLooks(Array<string>(10).fill("scratch"));
  expect(new Set(looks.map(text)).size).toBe(10);
  expect(runLooks([])).toEqual([]);
});
