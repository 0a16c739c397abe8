import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder, writeFiles } from "../testing/sample-images.ts";
import { listManifest } from "./manifest.ts";

const FILES = { "img/0.png": "x", "img/1.png": "x", "img/caf\u00e9.png": "x" };

async function list(manifest: string | Uint8Array, name = "m.csv") {
  const folder = await tempFolder();
  await writeFiles(folder, { ...FILES, [name]: manifest });
  const { images, bad, remarks } = await listManifest({ path: name }, folder);
  const rows = images.map(({ file, source, label, part }) => ({
    file: file.slice(folder.length + 1),
    source,
    label,
    part,
  }));
  return { rows, bad, remarks };
}

const utf16 = (text: string, { big = false, mark = true } = {}) => {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, "utf16le");
  return big ? bytes.swap16() : bytes;
};
const TABLE = "path;label\r\nimg/0.png;Käse\r\nimg/1.png;blue\r\n";

test.each<[string, string | Uint8Array]>([
  ["Excel's first line", `sep=;\r\n${TABLE}`],
  ["that line in quotes, after a byte-order mark", `\ufeff"sep=;"\r\n${TABLE}`],
  ["that line for tabs", `sep=\\t\n${TABLE.replaceAll(";", "\t")}`],
  [
    "semicolons, with commas in another column",
    "path;label;a, b, c\nimg/0.png;Käse;\nimg/1.png;blue;\n",
  ],
  ["bars", TABLE.replaceAll(";", "|")],
  ["old line ends", TABLE.replaceAll("\r\n", "\r")],
  ["a byte-order mark", `\ufeff${TABLE}`],
  ["UTF-16, little-endian", utf16(TABLE)],
  ["UTF-16, big-endian", utf16(TABLE, { big: true })],
  ["UTF-16 without a mark", utf16(TABLE, { mark: false })],
  ["UTF-16, big-endian, without a mark", utf16(TABLE, { big: true, mark: false })],
  [
    "empty columns and rows of a spreadsheet",
    TABLE.replace("label\r", "label;;\r").replaceAll(/e\r/g, "e;;\r") + ";;;\r\n",
  ],
  ["backslashes", TABLE.replaceAll("/", "\\")],
  ["a leading dot and backslash", TABLE.replaceAll("img/", ".\\img\\")],
])("understood: %s", async (_, manifest) => {
  const { rows, bad } = await list(manifest);
  expect(bad).toEqual([]);
  expect(rows.map(({ file, label }) => [file, label])).toEqual([
    ["img/0.png", "Käse"],
    ["img/1.png", "blue"],
  ]);
  expect(rows[0]!.source).toMatch(/^(?:\.\/)?img\/0\.png$/);
});

test("a name in the other Unicode form leads to its file", async () => {
  const { rows, bad } = await list("path,label\nimg/cafe\u0301.png,a\nimg/1.png,b\n");
  expect(bad).toEqual([]);
  expect(rows[0]!.file).toBe("img/caf\u00e9.png");
});

test("a file listed under two spellings is listed twice", async () => {
  await expect(list("path,label\nimg/0.png,a\nimg\\0.png,b\n")).rejects.toMatchObject({
    message: expect.stringContaining(
      'line 3, column "path": "img/0.png" is already listed on line 2',
    ),
  });
});

test("a file that is not there is named with its line, after Excel's line too", async () => {
  const { bad } = await list(
    "sep=,\npath,label\nimg/0.PNG,a\nC:\\img\\0.png,a\nhttps://example.org/0.png,a\nimg/9.png,b\n",
  );
  expect(bad.map(({ reason }) => reason)).toEqual([
    'there is no such file; did you mean "0.png"? (line 3)',
    "there is no such file; this is a path of a Windows disk (line 4)",
    "it is an address, not a path (line 5)",
    "there is no such file (line 6)",
  ]);
});

test("parts by their many names; what is not labelled is left out and counted", async () => {
  const { rows, remarks } = await list(
    "path,label,split\nimg/0.png,a,Training\nimg/1.png,b,hold-out\nimg/2.png,,unlabeled\n",
  );
  expect(rows.map(({ part }) => part)).toEqual(["train", "test"]);
  expect(remarks.leftOut.map(({ source }) => source)).toEqual(["img/2.png"]);
  expect(remarks.warnings).toEqual([expect.stringContaining("1 image left out")]);
});

const line = (label: string) =>
  `{"path": "img/${label.length > 1 ? 1 : 0}.png", "label": ${label}}`;

test('labels are text: 1 and "1" are one class, digits that JSON would round are refused', async () => {
  const { rows } = await list(`${line("1")}\n${line('"1"')}\n`, "m.jsonl");
  expect(rows.map(({ label }) => label)).toEqual(["1", "1"]);
  await expect(list(line("9007199254740993"), "m.jsonl")).rejects.toMatchObject({
    code: "MANIFEST_INVALID",
    message: expect.stringContaining('line 1, column "label": the number has more digits'),
  });
});

test("a header without the needed columns names those it has", async () => {
  await expect(list("filename,class\nimg/0.png,a\n")).rejects.toMatchObject({
    message: expect.stringContaining('it is missing; found "filename", "class"'),
  });
});

test("text in another encoding is named", async () => {
  await expect(
    list(Buffer.from("path,label\nimg/0.png,K\xe4se\n", "latin1")),
  ).rejects.toMatchObject({
    code: "MANIFEST_INVALID",
    hint: expect.stringContaining("CSV UTF-8"),
  });
});

test("the path of the manifest itself may come from another system", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "lists/é.csv": "path,label\na.png,a\n", "lists/a.png": "x" });
  const { root } = await listManifest({ path: "lists\\e\u0301.csv" }, folder);
  expect(root).toBe(join(folder, "lists/é.csv"));
});
