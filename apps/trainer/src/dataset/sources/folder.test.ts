import { once } from "node:events";
import { mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tempFolder, writeFiles } from "../testing/sample-images.ts";
import { listFolder } from "./folder.ts";

const list = (folder: string, path = ".") => listFolder({ path }, { baseDir: folder });

test("lists images below each class folder, whatever lies between", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    "set/b/2.JPG": "x",
    "set/b/deep/er/1.png": "x",
    "set/a/1.webp": "x",
    "set/a/notes.txt": "x",
    "set/a/.hidden.jpg": "x",
    "set/a/Thumbs.db": "x",
    "set/a/.DS_Store": "x",
    "set/.cache/1.jpg": "x",
    "set/__MACOSX/1.jpg": "x",
    "set/readme.md": "x",
    "set/overview.jpg": "x",
  });
  const { name, images, bad } = await list(folder, "set");
  expect([name, bad]).toEqual(["set", []]);
  expect(images.map(({ source, label }) => [source, label])).toEqual([
    ["a/1.webp", "a"],
    ["b/2.JPG", "b"],
    ["b/deep/er/1.png", "b"],
  ]);
});

test("a class name is trimmed and brought to one Unicode form", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { " cafe\u0301 /1.jpg": "x", "caf\u00e9/2.jpg": "x", "bar/1.jpg": "x" });
  const { classNames } = await list(folder);
  expect(new Set(classNames)).toEqual(new Set(["caf\u00e9", "bar"]));
});

test("links are followed to files inside the data set, and otherwise reported", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "set/a/1.jpg": "x", "set/b/1.jpg": "y", "secret/key.jpg": "z" });
  await symlink("../a/1.jpg", join(folder, "set/b/inside.jpg"));
  await symlink("../../secret/key.jpg", join(folder, "set/b/outside.jpg"));
  await symlink("nowhere.jpg", join(folder, "set/b/broken.jpg"));
  await symlink("loop.jpg", join(folder, "set/b/loop.jpg"));
  await symlink("..", join(folder, "set/b/up"));
  await symlink("../secret", join(folder, "set/c"));
  const { images, bad, classNames } = await list(folder, "set");
  expect(images.map(({ source }) => source)).toEqual(["a/1.jpg", "b/1.jpg", "b/inside.jpg"]);
  expect(classNames).toEqual(["a", "b", "c"]);
  expect(Object.fromEntries(bad.map(({ source, reason }) => [source, reason]))).toEqual({
    "b/broken.jpg": "there is no such file",
    "b/loop.jpg": "it is a link that leads to itself",
    "b/outside.jpg": "it is a link that leads outside the data set's folder",
    "b/up": "it is a link to a folder; these are not followed",
    c: "it is a link to a folder; these are not followed",
  });
});

test("what is neither file nor folder is never opened", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "a/1.jpg": "x", "b/1.jpg": "x" });
  const server = createServer().listen(join(folder, "a/socket.jpg"));
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { images } = await list(folder);
  expect(images.map(({ source }) => source)).toEqual(["a/1.jpg", "b/1.jpg"]);
});

test("a path that does not exist names the nearest one that does", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "images/a/1.jpg": "x" });
  await expect(list(folder, "imgaes")).rejects.toMatchObject({
    code: "DATASET_NOT_FOUND",
    hint: 'Did you mean "images"?',
  });
  await expect(list(folder, "Image/deep/er")).rejects.toMatchObject({
    code: "DATASET_NOT_FOUND",
    message: expect.stringContaining(`"${folder}" has no "Image"`),
    hint: 'Did you mean "images"?',
  });
});

test("a file instead of a folder is refused", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "list.csv": "path,label" });
  await expect(list(folder, "list.csv")).rejects.toMatchObject({
    code: "DATASET_INVALID",
    hint: expect.stringContaining('"manifest"'),
  });
});

test("a folder without images says what it found instead", async () => {
  const folder = await tempFolder();
  await expect(list(folder)).rejects.toMatchObject({ code: "DATASET_EMPTY" });
  await writeFiles(folder, { "1.jpg": "x", "2.jpg": "x", "notes/a.txt": "x" });
  await expect(list(folder)).rejects.toMatchObject({
    code: "DATASET_EMPTY",
    message: expect.stringMatching(/"notes" \(only \.txt\); 2 images directly inside it/),
  });
});

test("a class folder without images is not passed over", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "a/1.jpg": "x", "b/1.jpg": "x" });
  await mkdir(join(folder, "c"));
  await expect(list(folder)).rejects.toMatchObject({
    code: "DATASET_EMPTY",
    message: expect.stringContaining('"c" (empty)'),
  });
});

const starting = (reason: string) => expect.stringMatching(`^${reason}`) as string;

test("an image is told by its name or, where that says nothing, by its content", async () => {
  const folder = await tempFolder();
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
  await writeFiles(folder, {
    "a/1": jpeg,
    "a/2.jpg_large": jpeg,
    "a/3.img": jpeg,
    "a/n02085620.10074": jpeg,
    "a/4.PJPEG": "x",
    "a/5.jpg. ": "x",
    "a/6.hif": "x",
    "a/7.ppm": "x",
    "b/1.jpg": "x",
    "b/1.nef": new Uint8Array([0x4d, 0x4d, 0, 0x2a]),
    "b/1.jpg.bak": jpeg,
    "b/1.jpg_original": jpeg,
    "b/label": "a text",
    "b/2.psd": "8BPS",
    "b/3.PDF": "%PDF-1.4",
    "b/page": "<!doctype html>",
    "b/Thumbs.db": "x",
    "b/._1.jpg": "x",
    "b/.DS_Store": "x",
    "c.txt": "beside the classes",
  });
  const { images, remarks } = await list(folder);
  expect(images.map(({ source }) => source)).toEqual([
    "a/1",
    "a/2.jpg_large",
    "a/3.img",
    "a/4.PJPEG",
    "a/5.jpg. ",
    "a/6.hif",
    "a/7.ppm",
    "a/n02085620.10074",
    "b/1.jpg",
  ]);
  expect(remarks.notes).toEqual([
    "Told to be images by their content, not by their name: 2 with no extension, 1 with .jpg_large, 1 with .img.",
  ]);
  expect(
    remarks.leftOut.map(({ source, extension, reason }) => [source, extension, reason]),
  ).toEqual([
    ["b/1.jpg.bak", ".bak", "its name says that it is a copy or not complete"],
    ["b/1.jpg_original", ".jpg_original", "its name says that it is a copy or not complete"],
    ["b/1.nef", ".nef", "it is a camera's raw file: export it as JPEG"],
    ["b/2.psd", ".psd", starting("it is a Photoshop file")],
    ["b/3.PDF", ".pdf", starting("it is a PDF")],
    ["b/label", "no extension", "it is a text file"],
    ["b/page", "no extension", "it is a web page"],
    ["c.txt", ".txt", "it is a text file"],
  ]);
  expect(remarks.warnings).toEqual([
    "2 files are images in formats that cannot be read, and left out: 1 .nef, 1 .psd.",
  ]);
  expect(remarks.ignored).toEqual({ ".DS_Store": 1, "._*": 1, "Thumbs.db": 1 });
});

test("folders whose names look the same are one class, and this is said", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "cat/1.jpg": "x", "cat\u200b/1.jpg": "x", "dog/1.jpg": "x" });
  const { classNames, remarks } = await list(folder);
  expect(new Set(classNames)).toEqual(new Set(["cat", "dog"]));
  expect(remarks.warnings).toEqual([expect.stringMatching(/The folders .* are one class, "cat"/)]);
});

test("a set whose folders are links says so", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "real/1.jpg": "x" });
  await mkdir(join(folder, "set"));
  for (const name of ["a", "b"]) await symlink("../real", join(folder, "set", name));
  await expect(list(folder, "set")).rejects.toMatchObject({
    code: "DATASET_EMPTY",
    message: expect.stringContaining('"a" (a link), "b" (a link)'),
    hint: expect.stringContaining("not followed"),
  });
});
