import "@tensorflow/tfjs-backend-cpu";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tempFolder } from "../../dataset/testing/sample-images.ts";
import { pullModel } from "./pull-model.ts";
import {
  cutAfter,
  type Handler,
  type ModelServer,
  stallAfter,
  startModelServer,
} from "./testing/model-server.ts";
import { putModel, type ServedModel, serveTinyModel } from "./testing/served-model.ts";

let server: ModelServer;
let tiny: ServedModel;
let models = 0;

beforeAll(async () => {
  server = await startModelServer();
  tiny = await serveTinyModel(server, "tiny");
});
afterAll(() => server.close());

/** A copy of the good model below a name of its own, changed. */
function variant(edit: (json: ServedModel["json"], shards: Buffer[]) => void): ServedModel {
  const json = structuredClone(tiny.json);
  const shards = [...tiny.files.values()].slice(1);
  edit(json, shards);
  return putModel(server, { name: `variant-${models++}`, json, shards });
}

const weightPath = (path: string) => () =>
  variant((json) => void (json.weightsManifest[0]!.paths[1] = path)).url;
const shape =
  (...sizes: number[]) =>
  () =>
    variant((json) => void (json.weightsManifest[0]!.weights[0]!.shape = sizes)).url;

type Answer = Uint8Array | Handler;

/** The good model with another answer for one of its files; 0 is model.json. */
function answering(file: number, answer: (content: Buffer) => Answer) {
  return () => {
    const model = variant(() => undefined);
    const [path, content] = [...model.files].at(file)!;
    server.files.set(path, answer(content));
    return model.url;
  };
}

function reply(status: number, fields: Record<string, string>, body = ""): Handler {
  return (_, response) => void response.writeHead(status, fields).end(body);
}

const modelJson = (...answer: Parameters<typeof reply>) => answering(0, () => reply(...answer));

const PAGE = "<!doctype html><title>Sign in</title>";
const html = { "content-type": "text/html; charset=utf-8" };
const gone = "http://127.0.0.1:1/model.json";

test.each<[string, () => string, string, string, { idleMs: number }?]>([
  ["no server", () => gone, "BACKBONE_UNREACHABLE", "127.0.0.1:1 cannot be reached"],
  ["no model.json", () => `${server.origin}/no/model.json`, "BACKBONE_NOT_FOUND", "does not exist"],
  [
    "a weight file that is missing",
    answering(2, () => reply(404, {})),
    "BACKBONE_NOT_FOUND",
    "shard2",
  ],
  ["a web page", modelJson(200, html, PAGE), "BACKBONE_INVALID", "web page"],
  ["a page without its type", modelJson(200, {}, PAGE), "BACKBONE_INVALID", "web page"],
  [
    "a page for a weight file",
    answering(1, () => reply(200, html, PAGE)),
    "BACKBONE_INVALID",
    "web page",
  ],
  ["a redirect to a web page", redirectToPage, "BACKBONE_INVALID", "redirected to"],
  [
    "a redirect in a circle",
    modelJson(302, { location: "model.json" }),
    "BACKBONE_UNREACHABLE",
    "more than 5 times",
  ],
  [
    "a redirect to a file",
    modelJson(302, { location: "file:///etc/passwd" }),
    "BACKBONE_INVALID",
    "only https",
  ],
  [
    "a redirect to plain http",
    modelJson(302, { location: "http://example.org/model.json" }),
    "BACKBONE_INVALID",
    "only https",
  ],
  ["an error of the server", modelJson(503, {}), "BACKBONE_UNREACHABLE", "status 503"],
  ["a refusal", modelJson(403, {}), "BACKBONE_UNREACHABLE", "status 403"],
  ["text", modelJson(200, {}, "hello"), "BACKBONE_INVALID", "is not JSON"],
  [
    "a GraphModel",
    () => variant((json) => void (json.format = "graph-model")).url,
    "BACKBONE_INVALID",
    "cannot be trained",
  ],
  ["a path above the model", weightPath("../../x"), "BACKBONE_INVALID", "own folder"],
  ["an encoded path above it", weightPath("%2e%2e/x"), "BACKBONE_INVALID", "own folder"],
  ["an absolute path", weightPath("/etc/passwd"), "BACKBONE_INVALID", "own folder"],
  ["another host", weightPath("//example.org/x"), "BACKBONE_INVALID", "own folder"],
  ["another address", weightPath("https://example.org/x"), "BACKBONE_INVALID", "own folder"],
  ["a path with backslashes", weightPath("..\\x"), "BACKBONE_INVALID", "own folder"],
  ["a hidden file", weightPath(".x"), "BACKBONE_INVALID", "own folder"],
  ["its own record", weightPath("Source.json"), "BACKBONE_INVALID", "twice"],
  ["one file twice", weightPath("GROUP1-shard1of3.bin"), "BACKBONE_INVALID", "twice"],
  ["an absurd size", shape(1e6, 1e6), "BACKBONE_INVALID", "bytes of weights"],
  ["a size beyond all numbers", shape(1e200, 1e200), "BACKBONE_INVALID", "shape.0"],
  [
    "a weight file that is too large",
    answering(1, () => Buffer.alloc(1e6)),
    "BACKBONE_INVALID",
    "too large",
  ],
  ["one that never ends", answering(1, () => pour), "BACKBONE_INVALID", "too large"],
  [
    "one that is too long",
    answering(1, (content) => Buffer.concat([content, Buffer.alloc(4)])),
    "BACKBONE_INVALID",
    "too long",
  ],
  [
    "one that is too short",
    answering(1, (content) => content.subarray(4)),
    "BACKBONE_INCOMPLETE",
    "cut short",
  ],
  [
    "one that breaks off, always",
    answering(1, (content) => cutAfter(content, 100)),
    "BACKBONE_INCOMPLETE",
    "cut off",
  ],
  [
    "one that stops coming",
    answering(1, (content) => stallAfter(content, 100)),
    "BACKBONE_INCOMPLETE",
    "nothing any more",
    { idleMs: 300 },
  ],
])("%s: a clear error, and nothing is left behind", async (...row) => {
  const [, address, code, words, impatient] = row;
  const home = await tempFolder();
  const signal = new AbortController().signal;
  const options = { home, signal, pauseMs: 1, ...impatient };
  const message = expect.stringContaining(words) as string;
  const hint = expect.stringMatching(/\w/) as string;
  await expect(pullModel(address(), options)).rejects.toMatchObject({ code, message, hint });
  expect(readdirSync(home, { recursive: true }).filter((name) => name !== ".downloads")).toEqual(
    [],
  );
});

test.each([
  "http://example.org/model.json",
  "ftp://127.0.0.1/model.json",
  "https://user:secret@example.org/model.json",
  "http://127.0.0.1.example.org/model.json",
  "http://localhost@example.org/model.json",
  "https://example.org/a b/model.json",
  "file:///etc/passwd",
])("%s is not asked for", async (url) => {
  const home = await tempFolder();
  const pulling = pullModel(url, { home, signal: new AbortController().signal });
  await expect(pulling).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(readdirSync(home)).toEqual([]);
});

const smallDisk = mountSmallDisk();
afterAll(() => smallDisk?.unmount());

test.skipIf(!smallDisk)(
  "a disk that is full, before or while it is written (needs the right to mount one)",
  async () => {
    const { folder, fill } = smallDisk!;
    const options = {
      home: join(folder, "models"),
      signal: new AbortController().signal,
      pauseMs: 1,
    };
    const model = variant(() => undefined);
    const [path, content] = [...model.files].at(3)!;
    server.files.set(path, (_, response) => {
      fill();
      response.end(content);
    });
    const full = { code: "DISK_FULL", hint: expect.stringContaining("space") as string };
    await expect(pullModel(model.url, options)).rejects.toMatchObject(full);
    expect(readdirSync(options.home, { recursive: true })).toEqual([".downloads"]);
    await expect(pullModel(tiny.url, options)).rejects.toMatchObject(full);
    expect(readdirSync(options.home, { recursive: true })).toEqual([".downloads"]);
  },
);

function redirectToPage(): string {
  server.files.set("/login", reply(200, html, PAGE));
  return modelJson(302, { location: "/login?next=model.json" })();
}

/** More than anybody wants, until the client hangs up. */
function pour(_: IncomingMessage, response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

/** A file system of 200 KiB in memory; null where this user may not mount one. */
function mountSmallDisk(): { folder: string; fill: () => void; unmount: () => void } | null {
  const folder = mkdtempSync(join(tmpdir(), "graft-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(join(folder, "filler"), Buffer.alloc(bavail * bsize));
    },
    unmount: () => {
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
