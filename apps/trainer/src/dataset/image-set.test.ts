import { expect, test } from "vitest";
import { warnOfTwoClasses } from "./image-set.ts";

test("an image in two classes is named with its files; a copy within a class is not", () => {
  const warnings = warnOfTwoClasses(
    [
      { hash: "a", label: 0, source: "cat/1.png" },
      { hash: "b", label: 0, source: "cat/2.png" },
      { hash: "b", label: 0, source: "cat/3.png" },
      { hash: "a", label: 1, source: "dog/1.png" },
    ],
    ["cat", "dog"],
  );
  expect(warnings).toEqual([
    'The same image lies in several classes: "cat/1.png" (class "cat"), "dog/1.png" (class "dog").',
  ]);
});
