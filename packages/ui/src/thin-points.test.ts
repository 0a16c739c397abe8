import * as fc from "fast-check";
import { expect, test } from "vitest";
import { thinPoints } from "./thin-points.ts";

test("of one column the first, last, lowest and highest are kept, in order", () => {
  const points = [3, 9, 5, 1, 4, 6].map((y, i) => ({ x: 7 + i / 10, y }));
  expect(thinPoints(points).map(({ y }) => y)).toEqual([3, 9, 1, 6]);
});

test("few points are all kept", () => {
  const points = [0, 1, 2, 3].map((x) => ({ x, y: x }));
  expect(thinPoints(points)).toEqual(points);
  expect(thinPoints([])).toEqual([]);
});

test("every column keeps its range, and no more than four points", () => {
  const points = fc
    .array(fc.record({ x: fc.double({ min: 0, max: 5, noNaN: true }), y: fc.integer() }))
    .map((list) => list.toSorted((a, b) => a.x - b.x));
  fc.assert(
    fc.property(points, (list) => {
      const kept = thinPoints(list);
      expect(kept.length).toBeLessThanOrEqual(4 * 6);
      for (let column = 0; column <= 5; column++) {
        const of = (some: typeof list) =>
          some.filter(({ x }) => Math.floor(x) === column).map(({ y }) => y);
        expect([Math.min(...of(kept)), Math.max(...of(kept))]).toEqual([
          Math.min(...of(list)),
          Math.max(...of(list)),
        ]);
        expect([of(kept)[0], of(kept).at(-1)]).toEqual([of(list)[0], of(list).at(-1)]);
      }
    }),
  );
});
