import { expect, test } from "vitest";
import { confusionText } from "./run-report.ts";

test("counts are shaded by their share of the true class; nothing is a dot", () => {
  const text = confusionText({
    counts: [
      [9, 1, 0],
      [2, 2, 0],
      [0, 0, 0],
    ],
    classNames: ["cat", "dog", "a horse of a very long name"],
    worstClasses: [2, 1, 0],
    columns: 80,
  });
  expect(text).toBe(
    [
      "                    cat  dog  a horse of a v…  recall",
      "cat                  9█   1░               ·    90.0%",
      "dog                  2▓   2▓               ·    50.0%",
      "a horse of a very…   ·    ·                ·        –",
    ].join("\n"),
  );
});

test.each([20, 30])("a terminal of %d columns gets the worst class at least", (columns) => {
  const text = confusionText({
    counts: [
      [9, 1, 0],
      [2, 2, 0],
      [0, 0, 1],
    ],
    classNames: ["a cat of some age", "a dog of some age", "a horse of some age"],
    worstClasses: [1, 0, 2],
    columns,
  });
  expect(text.split("\n").slice(1)).toEqual([
    "2 a dog of some age  2▓   50.0%",
    "The class of the lowest F1, of 3.",
  ]);
});

test("a thousand classes, the most there may be, are drawn", () => {
  const counts = Array.from({ length: 1000 }, (_, i) =>
    Array.from({ length: 1000 }, (_, j) => Number(i === j)),
  );
  const classNames = counts.map((_, k) => `${k}`);
  const worstClasses = counts.map((_, k) => k);
  const text = confusionText({ counts, classNames, worstClasses, columns: 80 });
  expect(text).toMatch(/of the lowest F1, of 1000\.$/);
});

test("many classes are numbered, and only the worst that fit are shown", () => {
  const numClasses = 60;
  const counts = Array.from({ length: numClasses }, (_, i) =>
    Array.from({ length: numClasses }, (_, j) => Number(i === j) * 120),
  );
  const text = confusionText({
    counts,
    classNames: counts.map((_, k) => `class number ${k}`),
    worstClasses: counts.map((_, k) => numClasses - 1 - k),
    columns: 80,
  });
  const lines = text.split("\n");
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(80);
  expect(lines.at(-2)).toMatch(/^60 class number 59 .*120█ +100\.0%$/);
  expect(lines.at(-1)).toMatch(/^The \d+ classes of the lowest F1, of 60\.$/);
  expect(lines.length).toBeGreaterThan(6);
});
