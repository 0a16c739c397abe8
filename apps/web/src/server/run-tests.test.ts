import { expect, test } from "vitest";
import { BoundedCache } from "./run-tests.ts";

const kept = (cache: BoundedCache<string, number>) =>
  ["a", "b", "c", "d"].filter((key) => cache.get(key) !== undefined).join("");

test("no more than so many, those that were asked for last", () => {
  const cache = new BoundedCache<string, number>({ most: 2, size: 100 });
  cache.set("a", 1, 1);
  cache.set("b", 2, 1);
  expect(cache.get("a")).toBe(1);
  cache.set("c", 3, 1);
  expect(kept(cache)).toBe("ac");
});

test("no more than fits, but the last one in any case", () => {
  const cache = new BoundedCache<string, number>({ most: 10, size: 10 });
  for (const key of ["a", "b", "c"]) cache.set(key, 0, 4);
  expect(kept(cache)).toBe("bc");
  cache.set("d", 0, 99);
  expect(kept(cache)).toBe("d");
});

test("a value that is set again counts once", () => {
  const cache = new BoundedCache<string, number>({ most: 10, size: 10 });
  for (let turn = 0; turn < 5; turn++) cache.set("a", turn, 6);
  cache.set("b", 0, 4);
  expect(cache.get("a")).toBe(4);
  expect(kept(cache)).toBe("ab");
});
