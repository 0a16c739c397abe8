import { expect, test } from "vitest";
import { parseManifest } from "./parse-manifest.ts";

const rowsOf = (text: string, manifest: string) => parseManifest(text, manifest).rows;

test("reads CSV with and without the optional columns", () => {
  expect(rowsOf("path,label\na.jpg,photo\n", "m.csv")).toEqual([
    { line: 2, path: "a.jpg", label: "photo", group: null, part: null },
  ]);
  const full = "\uFEFFSplit;Path;Label;Group;notes\r\n\r\ntrain;a b.jpg;photo;7;x\r\nval;c;d;;\r\n";
  expect(rowsOf(full, "m.csv")).toEqual([
    { line: 3, path: "a b.jpg", label: "photo", group: "7", part: "train" },
    { line: 4, path: "c", label: "d", group: null, part: "validation" },
  ]);
  expect(rowsOf('path\tlabel\n"a, ""b"".jpg"\tq\n', "m.tsv")).toEqual([
    { line: 2, path: 'a, "b".jpg', label: "q", group: null, part: null },
  ]);
});

test("reads JSON Lines, told by name or by the first character", () => {
  const text =
    '{"path": "a.jpg", "label": 3, "group": null}\n\n{"label":"x","path":"b","split":"test"}';
  const rows = [
    { line: 1, path: "a.jpg", label: "3", group: null, part: null },
    { line: 3, path: "b", label: "x", group: null, part: "test" },
  ];
  expect(rowsOf(text, "m.jsonl")).toEqual(rows);
  expect(rowsOf(text, "manifest.txt")).toEqual(rows);
});

test.each([
  [
    "a typing error in a column",
    "path,lable\na,b",
    'line 1, column "lable": did you mean "label"?',
  ],
  ["a near miss of an optional column", "path,label,groups\na,b,c", 'did you mean "group"?'],
  ["a missing column", "path,kind\na,b", 'line 1, column "label": it is missing'],
  ["a column twice", "path,label,label\na,b,c", 'column "label": it is there twice'],
  ["too many values", "path,label\na,b\nc,d,e", "line 3: it has 3 columns, the header has 2"],
  ["no path", "path,label\na,b\n,c", 'line 3, column "path": it is empty'],
  ["no label", "path,label\na,", 'line 2, column "label": it is empty'],
  [
    "an unknown part",
    "path,label,split\na,b,night",
    'line 2, column "split": "night" is not a part',
  ],
  ["an open quote", 'path,label\n"a,b', "line 2: broken CSV in column 1: Quote Not Closed"],
  ["a stray quote", 'path,label\na,b\nc,"d"e', "line 3: broken CSV in column 2: Invalid Closing"],
  ["broken JSON", '{"path": "a"\n', "line 1, character 13: broken JSON"],
  [
    "a JSON value that is no object",
    '{"path":"a","label":"b"}\n[1]',
    "line 2: it is not a JSON object",
  ],
  ["a JSON array of objects", '[{"path":"a","label":"b"}]', "line 1: it is not a JSON object"],
  ["a missing JSON key", '{"path":"a","labels":"b"}', 'column "labels": did you mean "label"?'],
  ["a value of the wrong type", '{"path":"a","label":["b"]}', 'column "label": it is not text'],
])("names line and column of %s", (_, text, message) => {
  expect(() => parseManifest(text, "m")).toThrow(
    expect.objectContaining({
      code: "MANIFEST_INVALID",
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/./),
    }),
  );
});

test("class names are cleaned and limited", () => {
  expect(rowsOf("path,label\na, cafe\u0301 \n", "m.csv")[0]?.label).toBe("caf\u00e9");
  for (const label of ["x".repeat(201), "a\u0007b"]) {
    expect(() => parseManifest(`path,label\na,${label}\n`, "m.csv")).toThrow(
      expect.objectContaining({
        code: "DATASET_INVALID",
        message: expect.stringContaining('"m.csv", line 2'),
      }),
    );
  }
});

test("a name called __proto__ is a name like any other", () => {
  const row = '{"path": "a", "label": "__proto__", "__proto__": {"label": "x"}}';
  expect(rowsOf(row, "m.jsonl")[0]).toMatchObject({ label: "__proto__", group: null });
});
