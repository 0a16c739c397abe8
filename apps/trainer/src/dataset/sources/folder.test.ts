import { once } from "node:events";
import { mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tempFolder, writeFiles } from "../testing/temp-folder.ts";
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
  await writeFiles(folder, { "pictures/a/1.jpg": "x" });
  await expect(list(folder, "pcitures")).rejects.toMatchObject({
    code: "DATASET_NOT_FOUND",
    hint: 'Did you mean "pictures"?',
  });
  await expect(list(folder, "Picture/deep/er")).rejects.toMatchObject({
    code: "DATASET_NOT_FOUND",
    message: expect.stringContaining(`"${folder}" has no "Picture"`),
    hint: 'Did you mean "pictures"?',
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

test("folders that are parts of a split are not taken for classes", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "train/cat/1.jpg": "x", "test/cat/1.jpg": "x" });
  await expect(list(folder)).rejects.toMatchObject({
    code: "DATASET_INVALID",
    message: expect.stringContaining("parts of a split (test, train)"),
  });
});
