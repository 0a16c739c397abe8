import { expect, test } from "vitest";
import { hardClasses } from "./probabilities.tsx";

test("the classes that are told apart worst come first, by the mean over the runs", () => {
  const runs = [
    { classNames: ["cat", "dog", "cow"], areas: [0.9, 0.5, null] },
    // Another order of the classes.
    { classNames: ["dog", "cat", "cow"], areas: [0.9, 0.6, null] },
  ];
  // Cat 0.75, dog 0.7; of cows there is none to tell apart.
  expect(hardClasses(runs)).toEqual(["dog", "cat"]);
  expect(hardClasses([])).toEqual([]);
});

test("of very many classes, the twelve hardest", () => {
  const classNames = Array.from({ length: 40 }, (_, i) => `class ${i}`);
  const areas = classNames.map((_, i) => 1 - i / 100);
  expect(hardClasses([{ classNames, areas }])).toEqual(
    Array.from({ length: 12 }, (_, i) => `class ${39 - i}`),
  );
});
