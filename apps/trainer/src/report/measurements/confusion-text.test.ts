import { expect, test } from "vitest";
import { confusionText } from "./confusion-text.ts";

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
      "cat                  9█   1░               ·   90.0 %",
      "dog                  2▓   2▓               ·   50.0 %",
      "a horse of a very…   ·    ·                ·        –",
    ].join("\n"),
  );
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
  expect(lines.at(-2)).toMatch(/^60 class number 59 .*120█ +100\.0 %$/);
  expect(lines.at(-1)).toMatch(/^The \d+ classes of the lowest F1, of 60\.$/);
  expect(lines.length).toBeGreaterThan(6);
});
