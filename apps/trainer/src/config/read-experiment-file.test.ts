import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { selectMethods } from "./apply-overrides.ts";
import { readExperimentFile } from "./read-experiment-file.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "graft-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string | Buffer): string {
  const file = path.join(folder, "exp.json");
  writeFileSync(file, content);
  return file;
}

async function refusalOf(file: string): Promise<AppError> {
  const error: unknown = await readExperimentFile(file, []).then(
    () => "not refused",
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`expected an AppError, got ${String(error)}`, { cause: error });
}

const valid = JSON.stringify({
  name: "demo",
  dataset: { kind: "folder", path: "images" },
  methods: ["raw-pixels", { kind: "raw-pixels", folds: 3 }],
});

test("reads a file, applies overrides and says where its paths start", async () => {
  const { config, baseDir } = await readExperimentFile(fileWith(`\uFEFF${valid}`), ["seed=5"]);
  expect(config).toMatchObject({ name: "demo", seed: 5 });
  expect(baseDir).toBe(folder);
});

test.each([
  ['{ "name": "x",\n  "seed": 1,,\n}', "line 2, column 13: expected a name in double quotes"],
  ['{\n  "name": x\n}', 'line 2, column 11: expected a value or a name, found "x"'],
  ["{\n  'name': 1\n}", "line 2, column 3: text and names need double quotes"],
  ['{ "seed": tru }', 'line 1, column 11: expected a value or a name, found "tru"'],
  ['{ "name": "x"', "line 1, column 14: expected a comma or }"],
  ["", "line 1, column 1: there is nothing in it"],
  [" \r\n ", "there is nothing in it"],
  ['{ "name": "x",\n}', "line 2, column 1: there is a comma before the closing bracket"],
  ['{ "methods": ["scratch",] }', "column 25: there is a comma before the closing bracket"],
  ['{\n  // why\n  "seed": 1 }', "line 2, column 3: JSON has no comments"],
  ['{ "seed": 1 /* why */ }', "line 1, column 13: JSON has no comments"],
  ['{ "name": "x\ny" }', "line 1, column 11: the closing quote of this text is missing"],
  ['{ "name": "a\tb" }', "line 1, column 11: text holds a line break or a control character"],
  ['{ "name": "C:\\data" }', "line 1, column 11: this escape is unknown"],
  ['{ "seed": NaN }', "NaN is not a number in JSON"],
  ['{ "seed": .5 }', "line 1, column 11"],
  ['{ "seed": 1 "name": 2 }', "line 1, column 13: expected a comma"],
  ['{ "seed": 1 } { }', "line 1, column 15: expected the end of the file"],
  [
    '{ "seed": 1,\n "name": "x",\n "seed": 2 }',
    'line 3, column 2: "seed" is given twice, first on line 1',
  ],
  ['{ "a": { "b": 1, "c": [{ "b": 1 }], "b": 2 } }', 'column 37: "b" is given twice'],
  ['{ "na\\u006de": 1, "name": 2 }', '"name" is given twice'],
  ['{ "__proto__": { "seed": 1 } }', 'line 1, column 3: "__proto__" is not a setting'],
  ['{ "dataset": { "constructor": 1 } }', '"constructor" is not a setting'],
  ['{ "seed": 1e999 }', "line 1, column 11: 1e999 is too large a number"],
  ["[".repeat(10_000), "line 1, column 201: brackets are nested more than 200 deep"],
  ['{"a":'.repeat(100_000), "nested more than 200 deep"],
  [`${"[".repeat(10_000)}${"]".repeat(10_000)}`, "nested more than 200 deep"],
])("says where JSON is broken: %.60j", async (text, where) => {
  const error = await refusalOf(fileWith(text));
  expect(error).toMatchObject({ code: "CONFIG_NOT_JSON" });
  expect(error.message).toContain(where);
  expect(error.message.length).toBeLessThan(400);
});

test("a key may come back in another object, and in a list of objects", async () => {
  const methods = [{ kind: "raw-pixels" }, { kind: "raw-pixels" }];
  const config = { name: "a", dataset: { kind: "folder", path: "x" }, methods };
  const read = await readExperimentFile(fileWith(JSON.stringify(config)), []);
  expect(read.config.methods).toHaveLength(2);
});

test.each([
  ["UTF-16", Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(valid, "utf16le")])],
  ["UTF-16", Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(valid, "utf16le").swap16()])],
  ["UTF-16", Buffer.from(valid, "utf16le")],
  ["UTF-16", Buffer.from(valid, "utf16le").swap16()],
  ["UTF-32", Buffer.concat([Buffer.of(0xff, 0xfe, 0, 0), Buffer.of(0x7b, 0, 0, 0)])],
])("names the encoding %s and says what to do", async (encoding, bytes) => {
  expect(await refusalOf(fileWith(bytes))).toMatchObject({
    code: "CONFIG_NOT_JSON",
    message: expect.stringContaining(`exp.json is ${encoding}, not UTF-8`),
    hint: expect.stringContaining("Save it as UTF-8"),
  });
});

test("text in another encoding: the line is named", async () => {
  const bytes = Buffer.from('{\n "name": "H\u00FCte" }', "latin1");
  expect((await refusalOf(fileWith(bytes))).message).toContain("is not UTF-8 text: line 2");
});

test("what is not an ordinary file is refused without being read", async () => {
  const missing = await refusalOf(path.join(folder, "no.json"));
  expect(missing.message).toContain("There is no file");
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const circle = path.join(folder, "circle");
  symlinkSync(circle, circle);
  for (const [file, words] of [
    [folder, "is a folder"],
    [pipe, "is a pipe, not a file"],
    ["/dev/zero", "is a device, not a file"],
    ["/dev/tty", "is a device, not a file"],
    [circle, "its links go in a circle"],
    [path.join(folder, "a\0b"), "its name has a NUL in it"],
    [path.join(folder, "n".repeat(300)), "its name is too long"],
  ] as const) {
    const error = await refusalOf(file);
    expect(error).toMatchObject({ code: "CONFIG_NOT_FOUND" });
    expect(error.message).toContain(words);
  }
});

test("a file of any length is refused by its length, also one that does not say it", async () => {
  const long = path.join(folder, "long.json");
  writeFileSync(long, "");
  truncateSync(long, 2 ** 40); // takes no room on the disk
  expect((await refusalOf(long)).message).toContain("has 1099511627776 bytes; at most 4194304");
  const key = await refusalOf(fileWith(`{ "${"k".repeat(1e7)}": 1 }`));
  expect(key.message).toContain("at most 4194304 are read");
  const name = await refusalOf(fileWith(valid.replace("demo", "n".repeat(4e6))));
  expect(name).toMatchObject({ code: "CONFIG_INVALID" });
  expect(name.message.length).toBeLessThan(400);
});

test("any text is read or refused by a short AppError", async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      '"a"',
      "1",
      "1e999",
      "//",
      "/*",
      "\\",
      "null",
    ),
    fc.constantFrom("\uFEFF", "\n", "\0", "'", "__proto__", '"__proto__":', "NaN", "-0", " "),
    fc.json({ maxDepth: 3 }),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const error = await readExperimentFile(fileWith(pieces.join("")), []).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_(NOT_JSON|INVALID)$/) });
      expect((error as AppError).message.length).toBeLessThan(1300);
    }),
    { numRuns: 500 },
  );
});

test("--method keeps the methods of a kind and refuses one that is not there", async () => {
  const { config } = await readExperimentFile(fileWith(valid), ["methods.1=raw-pixels"]);
  expect(selectMethods(config, ["raw-pixels"]).methods).toHaveLength(2);
  expect(selectMethods(config, [])).toBe(config);
  expect(() => selectMethods(config, ["raw-pixel"])).toThrow('did you mean "raw-pixels"?');
});
