import { assert, asyncProperty, constantFrom, string } from "fast-check";
import { expect, test } from "vitest";
import { type CellValue, tableOf, toCsv, toJson } from "./table.ts";

const NAMES = ["a", "b"] as const;
/** A table of two columns. */
const table = (...rows: readonly (readonly [CellValue, CellValue])[]) =>
  tableOf(
    rows,
    NAMES.map((name, i) => [name, (row) => row[i] ?? null]),
  );
const csv = (...rows: readonly (readonly [CellValue, CellValue])[]) => join(toCsv(table(...rows)));
const json = (...rows: readonly (readonly [CellValue, CellValue])[]) =>
  join(toJson(table(...rows)));

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

test("CSV: names, then a line to a row, each ended by CR LF", async () => {
  expect(await csv()).toBe("a,b\r\n");
  expect(await csv(["x", 1], ["y", true])).toBe("a,b\r\nx,1\r\ny,true\r\n");
});

test("CSV: what is not defined is empty, numbers keep every digit", async () => {
  expect(await csv([null, Number.NaN])).toBe("a,b\r\n,\r\n");
  expect(await csv([0.1 + 0.2, -1e-7])).toBe("a,b\r\n0.30000000000000004,-1e-7\r\n");
});

test("CSV: separators, quotes and line breaks stand in quotes", async () => {
  expect(await csv(["x,y", 'say "hi"'])).toBe('a,b\r\n"x,y","say ""hi"""\r\n');
  expect(await csv(["two\nlines", " x"])).toBe('a,b\r\n"two\nlines"," x"\r\n');
});

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "\"'\t'=1\""],
  ["\r=1", "\"'\r'=1\""],
  ["＝1", "'＝1"],
  // Opened with semicolons as separators, the second half would be a cell of its own.
  ["x;=1", '"x;\'=1"'],
  ["a-b=c@d", "a-b=c@d"],
])("CSV: %j is no formula", async (text, cell) => {
  expect(await csv([text, null])).toBe(`a,b\r\n${cell},\r\n`);
});

test("CSV: a hostile name of a column is no formula either", async () => {
  expect(await join(toCsv(tableOf([], [["=cmd", () => null]])))).toBe("'=cmd\r\n");
});

/** A reader as RFC 4180 wants it. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of cells) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

const SIGNS = ["a", "b", " ", "é", ",", ";", '"', "\r", "\n", "\t", "=", "+", "-", "@"];

test("CSV: whatever the text, it comes back but for the apostrophes, and never as a formula", async () => {
  const text = string({ unit: constantFrom(...SIGNS), maxLength: 12 });
  await assert(
    asyncProperty(text, text, async (first, second) => {
      const [, row] = parseCsv(await csv([first, second]));
      expect(row?.map((cell) => cell.replaceAll("'", ""))).toEqual([first, second]);
      for (const cell of row ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test("JSON: a list of objects; what is not defined is null", async () => {
  expect(JSON.parse(await json())).toEqual([]);
  const rows = await json(["=1", 0.1 + 0.2], [null, Number.NaN], [true, Number.POSITIVE_INFINITY]);
  expect(JSON.parse(rows)).toEqual([
    { a: "=1", b: 0.30000000000000004 },
    { a: null, b: null },
    { a: true, b: null },
  ]);
});

test("JSON: a column named __proto__ is a column", async () => {
  expect(await join(toJson(tableOf([1], [["__proto__", (row) => row]])))).toContain(
    '{"__proto__":1}',
  );
});

test("of two columns with one name the first counts", async () => {
  const twice = tableOf(
    [1],
    [
      ["x", (row) => row],
      ["x", () => 2],
    ],
  );
  expect(await join(toCsv(twice))).toBe("x\r\n1\r\n");
});
