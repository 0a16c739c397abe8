import "@tensorflow/tfjs-backend-cpu";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { redactAddresses } from "@graft/core/contract";
import type { AppError } from "@graft/core/contract/errors";
import { expect, onTestFinished, test, vi } from "vitest";
import { tempFolder } from "../../dataset/testing/sample-images.ts";
import { tinyExperiment } from "../../testing/tiny-experiment.ts";
import { runTrainer } from "../../testing/trainer-process.ts";
import { pullModel } from "./pull-model.ts";
import { type ModelServer, sendFile, startModelServer } from "./testing/model-server.ts";
import { serveTinyModel } from "./testing/served-model.ts";

const SECRET = "s3cr3t-t0ken";

/** A model that is sent to those alone who have the token. */
async function guardedModel(): Promise<{ server: ModelServer; url: string; asked: string[] }> {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  const { url, files } = await serveTinyModel(server, "net");
  const asked: string[] = [];
  for (const [path, content] of files) {
    server.files.set(path, (request, response) => {
      asked.push(request.url ?? "");
      if (request.url?.includes(`token=${SECRET}`)) sendFile(request, response, content);
      else response.writeHead(403).end();
    });
  }
  return { server, url, asked };
}

/** Files below a folder that hold a text, in whatever encoding. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const bytes = await readFile(path);
      return path.includes(text) || bytes.includes(text) ? [path] : [];
    }),
  );
  return found.flat();
}

test("a token in an address reaches the server alone: not the disk, the database or the terminal", async () => {
  const { server, url, asked } = await guardedModel();
  const models = await tempFolder();
  vi.stubEnv("GRAFT_MODELS", models);
  vi.stubEnv("GRAFT_DEBUG", "1");
  const tiny = await tinyExperiment();
  onTestFinished(() => tiny.dispose());
  const address = `${url}?alt=media&token=${SECRET}`;
  const config = await tiny.write({ methods: ["frozen-features"] });
  const said: string[] = [];
  const trainer = async (...args: string[]) => {
    const result = await runTrainer(args, { home: tiny.home });
    said.push(result.stdout, result.stderr);
    return result;
  };
  const run = ["run", "--config", config, "--set"];

  const pulled = await trainer("backbone", "pull", address, "--json");
  expect(pulled.status, pulled.stderr).toBe(0);
  expect(asked.every((path) => path.endsWith(`?alt=media&token=${SECRET}`))).toBe(true);
  const entry = JSON.parse(pulled.stdout) as { name: string; url: string; sha256: string };
  expect(entry.url).toBe(`${url}?alt=media&token=REDACTED`);
  expect((await trainer("backbone", "list")).stdout).toContain(entry.name);
  expect((await trainer("backbone", "layers", address)).stdout).toContain("Input range: [-1, 1]");
  const first = await trainer(...run, `backbone={"kind":"url","url":"${address}"}`);
  expect(first.status, first.stderr).toBe(0);

  // The config as it was stored finds the model that is here.
  await server.close();
  const stored = { kind: "url", url: entry.url, sha256: entry.sha256 };
  const second = await trainer(...run, `backbone=${JSON.stringify(stored)}`);
  expect(second.status, second.stderr).toBe(0);
  const lacking = { ...stored, sha256: "0".repeat(64) };
  const third = await trainer(...run, `backbone=${JSON.stringify(lacking)}`);
  expect(third.stderr).toContain("lacks the secret part");

  expect(said.filter((text) => text.includes(SECRET))).toEqual([]);
  expect(await filesWith(models, SECRET)).toEqual([]);
  expect(await filesWith(tiny.home, SECRET)).toEqual([]);
});

test("a download that fails says where, without the token", async () => {
  const { server, url } = await guardedModel();
  const home = await tempFolder();
  const options = { home, signal: new AbortController().signal, pauseMs: 1 };
  server.files.set("/moved/model.json", (_, response) => {
    response.writeHead(302, { location: `https://[::1]:1/m.json?signature=${SECRET}` }).end();
  });
  server.files.set("/page/model.json", (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>");
  });
  server.files.set("/odd/model.json", "{");
  const at = (name: string) => `${url.replace("/net/", `/${name}/`)}?k=${SECRET}`;
  for (const [address, words] of [
    [`${url}?key=${SECRET}`, "answers with status 403"],
    [at("no"), "does not exist on its server"],
    [at("moved"), "cannot be reached"],
    [at("page"), "delivers a web page"],
    [at("odd"), "is not JSON"],
    [`ftp://me:${SECRET}@host/model.json`, "cannot be pulled"],
    [`https://me:${SECRET}@host/model.json`, "cannot be pulled"],
  ] as const) {
    const error: unknown = await pullModel(address, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining(words) });
    expect(redactAddresses(inspect(error, { depth: 10 }))).not.toContain(SECRET);
    expect(`${(error as AppError).message} ${(error as AppError).hint}`).not.toContain(SECRET);
  }
  expect(await filesWith(home, SECRET)).toEqual([]);
});
