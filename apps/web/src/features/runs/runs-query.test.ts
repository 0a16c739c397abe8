import { expect, test } from "vitest";
import { afterClick, parseRunsQuery, runsAddress } from "./runs-query.ts";

const newest = { sort: "started", direction: "desc", grouped: true, all: false } as const;

test("without a query: by experiment, newest first", () => {
  expect(parseRunsQuery({})).toEqual(newest);
  expect(runsAddress(newest)).toBe("/");
});

test("what it does not know is taken as not given", () => {
  expect(parseRunsQuery({ sort: "id; drop table Run", direction: "up", group: ["none"] })).toEqual(
    newest,
  );
});

test("a heading sorts the useful way first, then turns round", () => {
  const once = afterClick(newest, "accuracy");
  expect(once).toEqual({ sort: "accuracy", direction: "desc", grouped: true, all: false });
  expect(runsAddress(once)).toBe("/?sort=accuracy");
  const twice = afterClick(once, "accuracy");
  expect(runsAddress(twice)).toBe("/?sort=accuracy&direction=asc");
});

test("every address reads as the query it was made from", () => {
  for (const sort of ["started", "method", "duration"] as const) {
    for (const direction of ["asc", "desc"] as const) {
      for (const grouped of [true, false]) {
        const query = { sort, direction, grouped, all: sort === "method" };
        const params = Object.fromEntries(
          new URL(runsAddress(query), "http://localhost").searchParams,
        );
        expect(parseRunsQuery(params)).toEqual(query);
      }
    }
  }
});
