import "@tensorflow/tfjs-backend-cpu";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tempFolder } from "../../dataset/testing/sample-images.ts";
import { verifyCached } from "./cached-model.ts";
import { type PullOptions, pullModel } from "./pull-model.ts";
import {
  cutAfter,
  type ModelServer,
  stallAfter,
  startModelServer,
} from "./testing/model-server.ts";
import { type ServedModel, serveTinyModel } from "./testing/served-model.ts";

let server: ModelServer;
let models = 0;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const freshModel = () => serveTinyModel(server, `model-${models++}`);
const pull = (url: string, home: string, more: Partial<PullOptions> = {}) =>
  pullModel(url, { home, signal: new AbortController().signal, pauseMs: 1, ...more });
const asked = (part: string) => server.seen.filter(({ path }) => path.includes(part));

test("downloads every file once, records what it is, and then needs no server", async () => {
  const own = await startModelServer();
  const model = await serveTinyModel(own, "net");
  const home = await tempFolder();
  const progress: [number, number][] = [];
  const pulled = await pull(model.url, home, { onProgress: (...both) => progress.push(both) });
  expect(pulled.record).toMatchObject({
    url: model.url,
    sha256: model.sha256,
    pinnedBy: "first use",
    imageSize: 32,
    inputRange: null,
    licence: null,
  });
  const weights = [...model.files.values()].slice(1).reduce((sum, file) => sum + file.length, 0);
  expect(progress.at(-1)).toEqual([weights, weights]);
  expect(own.seen.map(({ path }) => path).sort()).toEqual([...model.files.keys()].sort());
  await own.close();
  const again = await pull(model.url, home);
  expect(again).toEqual(pulled);
  await verifyCached(again);
  for (const [path, content] of model.files) {
    expect(await readFile(join(pulled.folder, path.replace("/net/", "")))).toEqual(content);
  }
});

/** Pulls a model; the connection breaks when half of `sent` has come for its second file. */
async function pullBroken(model: ServedModel, { sent }: { sent?: Buffer } = {}) {
  const [path, content] = [...model.files].at(1)!;
  const half = Math.floor(content.length / 2);
  const home = await tempFolder();
  server.files.set(path, stallAfter(sent ?? content, half));
  const pulling = pull(model.url, home);
  await expect.poll(() => sizes(home)).toContain(half);
  server.files.set(path, content);
  server.hangUp();
  const { record } = await pulling;
  return { record, half, ranges: asked(path).map(({ range }) => range) };
}

async function sizes(folder: string): Promise<number[]> {
  const names = await readdir(folder, { recursive: true });
  const stats = names.map((name) => stat(join(folder, name)).catch(() => null));
  return (await Promise.all(stats)).map((one) => one?.size ?? 0);
}

test("goes on where a broken connection stopped", async () => {
  const model = await freshModel();
  const { record, half, ranges } = await pullBroken(model);
  expect(record.sha256).toBe(model.sha256);
  expect(ranges).toEqual([null, `bytes=${half}-`]);
});

test("takes all anew when the server has another version by then", async () => {
  const model = await freshModel();
  const sent = Buffer.alloc([...model.files.values()].at(1)!.length, 1);
  const { record, half, ranges } = await pullBroken(model, { sent });
  expect(record.sha256).toBe(model.sha256);
  expect(ranges).toEqual([null, `bytes=${half}-`]);
});

test("an interrupted download is kept apart, for the next process", async () => {
  const model = await freshModel();
  const home = await tempFolder();
  const [path, content] = [...model.files].at(2)!;
  const controller = new AbortController();
  server.files.set(path, (request, response) => {
    cutAfter(content, 100)(request, response);
    controller.abort(new Error("stopped"));
  });
  await expect(pull(model.url, home, { signal: controller.signal })).rejects.toThrow("stopped");
  expect(await readdir(join(home, ".downloads"))).toHaveLength(1);
  expect(await readdir(home)).toEqual([".downloads"]);
});

test("pins: by the caller, by the first download; another model on the server is refused", async () => {
  const model = await freshModel();
  const home = await tempFolder();
  const wrong = "0".repeat(64);
  const mismatch = { code: "BACKBONE_HASH_MISMATCH", message: expect.stringContaining(wrong) };
  await expect(pull(model.url, home, { sha256: wrong })).rejects.toMatchObject(mismatch);
  expect(await leftIn(home)).toEqual([]);
  const pulled = await pull(model.url, home, { sha256: model.sha256 });
  expect(pulled.record.pinnedBy).toBe("config");
  await expect(pull(model.url, home, { sha256: wrong })).rejects.toMatchObject(mismatch);

  const [path, content] = [...model.files].at(1)!;
  server.files.set(path, Buffer.alloc(content.length, 7));
  await expect(pull(model.url, home, { again: true })).rejects.toMatchObject({
    code: "BACKBONE_HASH_MISMATCH",
    hint: expect.stringContaining(pulled.folder),
  });
  await verifyCached(pulled); // what was there is untouched
});

test("files that were changed on disk are found, and pulled again", async () => {
  const model = await freshModel();
  const home = await tempFolder();
  const pulled = await pull(model.url, home);
  const shard = join(pulled.folder, "more/shard3");
  const content = await readFile(shard);
  await writeFile(shard, content.fill(3, 0, 4));
  await expect(verifyCached(pulled)).rejects.toMatchObject({
    code: "BACKBONE_HASH_MISMATCH",
    hint: expect.stringContaining("--again"),
  });
  await verifyCached(await pull(model.url, home, { again: true }));
  await rm(join(pulled.folder, "source.json"));
  await verifyCached(await pull(model.url, home)); // without its record it counts as not downloaded
  expect(await leftIn(home)).toHaveLength(1);
});

test("two at once in one process do not disturb each other", async () => {
  const model = await freshModel();
  const home = await tempFolder();
  const [a, b] = await Promise.all([pull(model.url, home), pull(model.url, home)]);
  expect(a?.folder).toBe(b?.folder);
  await verifyCached(a!);
  expect(await leftIn(home)).toHaveLength(1);
});

test("weight files are asked for with the query of the model's address", async () => {
  const model: ServedModel = await freshModel();
  const path = [...model.files.keys()].at(1)!;
  const content = server.files.get(path) as Buffer;
  let asked: string | undefined;
  server.files.set(path, (request, response) => {
    asked = request.url;
    response.end(content);
  });
  await pull(`${model.url}?token=1`, await tempFolder());
  expect(asked).toBe(`${path}?token=1`);
});

test("a cache that cannot be written names the setting that chooses another one", async () => {
  const file = join(await tempFolder(), "file");
  await writeFile(file, "");
  const model = await freshModel();
  await expect(pull(model.url, join(file, "models"))).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITABLE",
    hint: expect.stringContaining("GRAFT_MODELS") as string,
  });
});

/** Models and downloads that are not ready. */
async function leftIn(home: string): Promise<string[]> {
  const models = (await readdir(home)).filter((name) => name !== ".downloads");
  const downloads = await readdir(join(home, ".downloads")).catch(() => []);
  return [...models, ...downloads];
}
