import { expect, test } from "vitest";
import { createMemory } from "./memory.ts";

test("what is known is not computed again, and what was not asked for longest is forgotten", () => {
  const remember = createMemory<string>(2);
  const computed: string[] = [];
  const ask = (key: string) =>
    remember(key, () => {
      computed.push(key);
      return key.toUpperCase();
    });
  expect(["a", "b", "a", "c", "a", "b"].map(ask)).toEqual(["A", "B", "A", "C", "A", "B"]);
  // "b" was forgotten for "c", since "a" had been asked for in between.
  expect(computed).toEqual(["a", "b", "c", "b"]);
});
