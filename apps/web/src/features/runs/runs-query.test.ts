import { expect, test } from "vitest";
import { afterClick, parseRunsQuery, type RunsQuery, runsAddress } from "./runs-query.ts";

const usual = parseRunsQuery({});
const read = (address: string) =>
  parseRunsQuery(Object.fromEntries(new URL(address, "http://localhost").searchParams));

test("nothing in the address is the usual view, and the usual view has no address", () => {
  expect(usual).toEqual({
    filter: "",
    sort: "started",
    direction: "desc",
    group: "experiment",
    columns: null,
    baseline: null,
    shelf: "active",
  });
  expect(runsAddress(usual)).toBe("/");
});

test.each<[string, Partial<RunsQuery>]>([
  ["/?filter=tag+%3D+%22a+b%22+or+accuracy+%3E+0.9", { filter: 'tag = "a b" or accuracy > 0.9' }],
  ["/?sort=accuracy", { sort: "accuracy" }],
  ["/?sort=accuracy&direction=asc", { sort: "accuracy", direction: "asc" }],
  ["/?group=repeats", { group: "repeats" }],
  [
    "/?columns=accuracy+config.learningRate+metric.train%2Floss",
    { columns: ["accuracy", "config.learningRate", "metric.train/loss"] },
  ],
  ["/?shelf=deleted&baseline=12", { shelf: "deleted", baseline: 12 }],
])("%s reads back as it was written", (address, changes) => {
  const query = { ...usual, ...changes };
  expect(runsAddress(query)).toBe(address);
  expect(read(address)).toEqual(query);
});

test("what an address does not know how to say is taken as not said", () => {
  const odd = "/?sort=password&direction=up&group=1&columns=;drop+config.a;b&baseline=-1&shelf=x";
  expect(read(odd)).toEqual(usual);
  expect(parseRunsQuery({ filter: ["a", "b"] })).toEqual(usual);
});

test("a click sorts by a column, the next one turns round", () => {
  const once = afterClick(usual, "accuracy");
  expect(once).toMatchObject({ sort: "accuracy", direction: "desc" });
  expect(afterClick(once, "accuracy")).toMatchObject({ direction: "asc" });
  expect(afterClick(usual, "tags")).toMatchObject({ sort: "tags", direction: "asc" });
});
