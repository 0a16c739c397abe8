import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  type ModelServer,
  stallAfter,
  startModelServer,
} from "../../backbone/sources/testing/model-server.ts";
import { type ServedModel, serveTinyModel } from "../../backbone/sources/testing/served-model.ts";
import { tempFolder } from "../../dataset/testing/sample-images.ts";
import { runTrainer, startTrainer } from "../../testing/trainer-process.ts";
import "@tensorflow/tfjs-backend-cpu";

let server: ModelServer;
let model: ServedModel;

beforeAll(async () => {
  server = await startModelServer();
  model = await serveTinyModel(server, "tiny");
});
afterAll(() => server.close());

/** A folder for the models of the processes that a test starts. */
async function modelsFolder(): Promise<string> {
  const folder = await tempFolder();
  vi.stubEnv("GRAFT_MODELS", folder);
  return folder;
}

const trainer = (...args: string[]) => runTrainer(["backbone", ...args], { home: "/nowhere" });

test("list, pull, show and layers: a net by name and by address", async () => {
  await modelsFolder();
  const before = await trainer("list");
  expect(before.stdout).toMatch(/mobilenet_v2_0\.35_224 +410,208 +1\.6 MB .*Apache-2\.0 +no/);
  expect(before.stdout).not.toContain(model.url);
  const pulled = await trainer("pull", model.url);
  expect(pulled).toMatchObject({ status: 0, stderr: "" });
  expect(pulled.stdout).toContain(`${model.sha256} (pinned on first use)`);
  expect((await trainer("list")).stdout).toMatch(/127\.0\.0\.1.*unknown +unknown +yes/);
  const shown = await trainer("show", model.url, "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({
    sha256: model.sha256,
    imageSize: 32,
    config: { kind: "url", url: model.url },
  });
  expect((await trainer("layers", model.url)).stdout).toMatch(/pool +GlobalAveragePooling2D/);
});

test("a name that is not there, and one that is not here yet", async () => {
  await modelsFolder();
  const wrong = await trainer("show", "mobilenet_v2_0.35_244");
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain('did you mean "mobilenet_v2_0.35_224"?');
  const cut = await trainer("layers", "graft-drawn-2");
  expect(cut).toMatchObject({ status: 1, stderr: expect.stringContaining('"graft-drawn-1"?') });
  const missing = await trainer("layers", "mobilenet_v2_0.35_224");
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain("backbone pull mobilenet_v2_0.35_224");
});

test("two processes that pull at once both succeed, and one model is stored", async () => {
  const folder = await modelsFolder();
  const results = await Promise.all([trainer("pull", model.url), trainer("pull", model.url)]);
  for (const { status, stderr } of results) expect(status, stderr).toBe(0);
  expect(await readdir(join(folder, ".downloads"))).toEqual([]);
  expect(await readdir(folder)).toHaveLength(2);
});

test("a process that was killed half-way: the next one goes on there", async () => {
  const folder = await modelsFolder();
  const own = await serveTinyModel(server, "killed");
  const [path, content] = [...own.files].at(1)!;
  const half = Math.floor(content.length / 2);
  server.files.set(path, stallAfter(content, half));
  const child = startTrainer(["backbone", "pull", own.url], { home: "/nowhere" });
  await expect.poll(() => sizes(folder)).toContain(half);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  server.files.set(path, content);
  const { status, stdout, stderr } = await trainer("pull", own.url);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(own.sha256);
  expect(server.seen.filter((seen) => seen.path === path).map(({ range }) => range)).toEqual([
    null,
    `bytes=${half}-`,
  ]);
  expect(await readdir(join(folder, ".downloads"))).toEqual([]);
});

async function sizes(folder: string): Promise<number[]> {
  const names = await readdir(folder, { recursive: true });
  const stats = names.map((name) => stat(join(folder, name)).catch(() => null));
  return (await Promise.all(stats)).map((one) => one?.size ?? 0);
}
