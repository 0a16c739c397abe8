import { existsSync } from "node:fs";
import { readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  fillAtomically,
  requireRoom,
  storageFault,
  writeAll,
  writeAtomically,
} from "../../files/write-atomically.ts";
import { tempFolder, writeFiles } from "../testing/sample-images.ts";
import { allocatePixels, readPixels, writePixels } from "./pixel-file.ts";

const block = { imageSize: 2, count: 3, pixels: Uint8Array.from({ length: 36 }, (_, i) => i * 7) };

test("pixels come back as they were written", async () => {
  const path = join(await tempFolder(), "deep", "p.bin");
  await writePixels(path, block);
  expect(await readPixels(path, block)).toEqual(block.pixels);
  expect((await stat(path)).size).toBe(64 + 36);
});

test("damaged, cut, longer or foreign pixel files are not believed", async () => {
  const path = join(await tempFolder(), "p.bin");
  expect(await readPixels(path, block)).toBeNull();
  const spoil = async (change: (bytes: Buffer) => void) => {
    await writePixels(path, block);
    const bytes = await readFile(path);
    change(bytes);
    await writeFile(path, bytes);
    return readPixels(path, block);
  };
  expect(await spoil(() => {})).toEqual(block.pixels);
  expect(await spoil((bytes) => bytes.writeUInt8(bytes[80]! ^ 1, 80))).toBeNull();
  expect(await spoil((bytes) => bytes.write("OTHER"))).toBeNull();
  expect(await spoil((bytes) => bytes.writeUInt32LE(4, 12))).toBeNull();
  await writePixels(path, block);
  expect(await readPixels(path, { imageSize: 2, count: 2 })).toBeNull();
  await truncate(path, 90);
  expect(await readPixels(path, block)).toBeNull();
  await truncate(path, 0);
  expect(await readPixels(path, block)).toBeNull();
});

test("a file is replaced as a whole and leaves nothing beside it", async () => {
  const folder = await tempFolder();
  const path = join(folder, "f");
  await writeAtomically(path, [Buffer.from("old")]);
  await Promise.all(
    ["a", "b"].map((text) => writeAtomically(path, [Buffer.from(text), block.pixels])),
  );
  expect((await readFile(path)).length).toBe(37);
  expect(await readdir(folder)).toEqual(["f"]);
});

test("a file that comes in pieces, in any order, is there when the last one is", async () => {
  const folder = await tempFolder();
  const path = join(folder, "f");
  await fillAtomically(path, async (file) => {
    await writeAll(file, Buffer.from("def"), 3);
    expect(existsSync(path)).toBe(false);
    await writeAll(file, Buffer.from("abc"), 0);
  });
  expect(await readFile(path, "utf8")).toBe("abcdef");
  expect(await readdir(folder)).toEqual(["f"]);
});

test("what ends the filling is told as it is, and nothing is left behind", async () => {
  const folder = await tempFolder();
  const filling = fillAtomically(join(folder, "f"), async (file) => {
    await writeAll(file, Buffer.from("half"));
    throw new Error("stopped");
  });
  await expect(filling).rejects.toThrow(/^stopped$/);
  expect(await readdir(folder)).toEqual([]);
});

test("a file where a folder must be is OUTPUT_NOT_WRITABLE, with the path", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { cache: "a file" });
  const path = join(folder, "cache", "p.bin");
  const expected = { code: "OUTPUT_NOT_WRITABLE", message: expect.stringContaining(`"${path}"`) };
  await expect(writeAtomically(path, [Buffer.of(1)])).rejects.toMatchObject(expected);
  await expect(requireRoom(join(folder, "cache", "x"), 1)).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITABLE",
  });
});

const hasFullDevice = existsSync("/dev/full");
test.skipIf(!hasFullDevice)(
  "what a full disk says becomes DISK_FULL (needs /dev/full)",
  async () => {
    const error: unknown = await writeFile("/dev/full", "x").catch((error: unknown) => error);
    expect(storageFault(error, "/home/me/p.bin")).toMatchObject({
      code: "DISK_FULL",
      message: expect.stringContaining('"/home/me/p.bin"'),
    });
  },
);

test("too little room is found before anything is decoded", async () => {
  const folder = await tempFolder();
  await requireRoom(folder, 1);
  await expect(requireRoom(folder, 2 ** 62)).rejects.toMatchObject({ code: "DISK_FULL" });
});

test("more pixels than the memory can hold are an expected failure", () => {
  expect(() => allocatePixels({ count: 2 ** 40, imageSize: 1024 })).toThrow(
    expect.objectContaining({ code: "OUT_OF_MEMORY" }),
  );
});
