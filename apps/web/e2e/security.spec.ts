import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { DemoDataset } from "../src/testing/demo-dataset.ts";
import { request, startDashboard } from "./dashboard.ts";
import { type HostileDemo, seedHostile } from "./hostile.ts";
import { withDashboard } from "./with-dashboard.ts";

let dataset: DemoDataset;
let runIds: HostileDemo["runIds"];
let runId: number;
let asset: string;
let artifact: string;

const site = withDashboard(async (temp) => {
  const demo = await seedHostile(temp);
  ({ dataset, runIds, artifact } = demo);
  [runId] = runIds;
  return demo;
});
beforeAll(async () => {
  const { body } = await request(site.dashboard.port, "/");
  asset = /\/_next\/static\/[^"]+\.js/.exec(body)?.[0] ?? "no asset";
});

const pages = () => [
  "/",
  "/?group=repeats",
  "/?group=none&columns=tags+note+experiment+dataset+config.kind",
  "/?filter=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cimg+src%3Dx%3E",
  `/?baseline=${runId}`,
  `/runs/${runId}`,
  `/compare?runs=${runIds.join(",")}`,
  "/datasets",
  `/datasets/${dataset.id}`,
  `/datasets/${dataset.id}/images/${dataset.imageIds[0]}`,
];

const routes = () => [
  "/",
  `/runs/${runId}`,
  `/compare?runs=${runIds.join(",")}`,
  "/datasets",
  `/datasets/${dataset.id}`,
  `/datasets/${dataset.id}/images/${dataset.imageIds[0]}`,
  `/api/runs/${runId}/events?after=0`,
  "/api/runs/live",
  "/api/runs/changes",
  "/api/views",
  `/api/images/${dataset.hashes[0]}`,
  `/api/report.html?runs=${runId},4000`,
  "/api/export/runs.csv",
  `/api/export/runs/${runId}/predictions.csv`,
  `/api/export/datasets/${dataset.id}/images.json`,
  `/api/export/compare/pairs.csv?runs=${runId},4000`,
  asset,
  "/icon.svg",
  "/nothing/here",
  "/_next/image?url=%2Ficon.svg&w=64&q=75",
];

test("every route answers to a local name and refuses a foreign Host", async () => {
  for (const route of routes()) {
    for (const host of [`localhost:${site.dashboard.port}`, `127.0.0.1:${site.dashboard.port}`]) {
      const { status } = await request(site.dashboard.port, route, { headers: { host } });
      expect(status, `${route} at ${host}`).not.toBe(421);
    }
    for (const host of [
      "evil.example",
      `evil.example:${site.dashboard.port}`,
      "localhost.",
      "localhost:",
    ]) {
      const { status, body } = await request(site.dashboard.port, route, { headers: { host } });
      expect(status, `${route} at ${host}`).toBe(421);
      expect(body).not.toContain("Graft</span>");
    }
  }
});

test("every route refuses to be loaded by another site, or changed from one", async () => {
  for (const route of routes()) {
    const embedded = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "no-cors",
      "sec-fetch-dest": "image",
    };
    expect((await request(site.dashboard.port, route, { headers: embedded })).status, route).toBe(
      403,
    );
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const headers = { origin: "http://evil.example" };
      expect((await request(site.dashboard.port, route, { method, headers })).status, route).toBe(
        403,
      );
      expect((await request(site.dashboard.port, route, { method })).status, route).toBe(403);
    }
  }
});

test("what Next answers before anything of ours is a way to a plain path of the same place, and no more", async () => {
  for (const route of [
    "//",
    "//evil.example",
    "/\\evil.example",
    "/runs//1",
    "/datasets/",
    "/api/views/",
  ]) {
    const { status, headers, body } = await request(site.dashboard.port, route, {
      headers: { host: "evil.example" },
    });
    expect(status, route).toBe(308);
    expect(headers.location, route).toMatch(/^\/(?![/\\])/);
    expect(body, route).toBe(headers.location);
  }
  for (const route of [
    "/%",
    "/%E0%A4%A",
    "/_next/static/%E0%A4%A",
    "/_next/static/../../graft.db",
  ]) {
    const { status } = await request(site.dashboard.port, route, {
      headers: { host: "evil.example" },
    });
    expect(status, route).toBe(421);
  }
});

test("every answer carries the headers that keep it in its place, and no CORS", async () => {
  for (const route of routes()) {
    const { headers } = await request(site.dashboard.port, route);
    expect(headers["x-content-type-options"], route).toBe("nosniff");
    expect(headers["x-frame-options"], route).toBe("DENY");
    expect(headers["cross-origin-resource-policy"], route).toBe("same-origin");
    expect(headers["content-security-policy"], route).toContain("default-src 'none'");
    expect(headers["access-control-allow-origin"], route).toBeUndefined();
    expect(headers["x-powered-by"], route).toBeUndefined();
  }
});

test("pages: scripts only with this answer's nonce, nothing inline", async () => {
  const nonces = new Set<string>();
  for (const route of [...pages(), "/nothing/here"]) {
    const { headers, body } = await request(site.dashboard.port, route);
    const policy = headers["content-security-policy"] as string;
    expect(policy).not.toContain("unsafe");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    nonces.add(nonce);
    const scripts = body.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(body).not.toMatch(/<[a-z][^>]*\sstyle="/);
    expect(body).not.toMatch(/<[a-z][^>]*\son[a-z]+="/);
  }
  expect(nonces.size).toBe(pages().length + 1);
});

test("names with markup in them stay text", async () => {
  for (const route of pages()) {
    const { status, body } = await request(site.dashboard.port, route);
    expect(status).toBe(200);
    expect(body, route).not.toContain("<script>alert(1)");
    expect(body, route).not.toContain("<img src=x");
  }
});

test("images are named by hash only, and are nothing but images", async () => {
  const { status, headers, body } = await request(
    site.dashboard.port,
    `/api/images/${dataset.hashes[0]}`,
  );
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("image/webp");
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; frame-ancestors 'none'; sandbox",
  );
  expect(headers["cache-control"]).toContain("immutable");
  expect(body.slice(0, 4)).toBe("RIFF");
  const known = dataset.hashes[0] ?? "";
  for (const name of [
    "0".repeat(64),
    known.toUpperCase(),
    `${known}.webp`,
    `${known}%00`,
    `${known}/..`,
    "..%2F..%2Fgraft.db",
    "%2e%2e%2f%2e%2e%2fgraft.db",
    "..%5Cgraft.db",
    "%252e%252e%252fgraft.db",
    "graft.db",
  ]) {
    const answer = await request(site.dashboard.port, `/api/images/${name}`);
    expect([307, 308, 400, 404], name).toContain(answer.status);
    expect(answer.body).not.toContain("SQLite");
  }
});

test("ids are plain positive integers", async () => {
  for (const id of [
    "0",
    "-1",
    "01",
    "1.0",
    "1e1",
    "abc",
    "1%00",
    "%31%2F..",
    "99999999999",
    "1;drop",
  ]) {
    expect((await request(site.dashboard.port, `/runs/${id}`)).status, id).toBe(404);
    expect((await request(site.dashboard.port, `/api/runs/${id}/events`)).status, id).toBe(404);
    expect((await request(site.dashboard.port, `/compare?runs=${id}`)).status, id).toBe(404);
  }
  expect((await request(site.dashboard.port, `/api/runs/${runId}/events?after=-1`)).status).toBe(
    400,
  );
  expect((await request(site.dashboard.port, "/compare?runs=1,2,3,4,5,6,7,8,9,10,11")).status).toBe(
    404,
  );
  expect((await request(site.dashboard.port, "/runs/4000")).status).toBe(404);
});

test("ids of data sets and images are checked as well, and belong together", async () => {
  for (const id of ["0", "-1", "1e1", "..%2F1", "1;drop", "4000"]) {
    expect((await request(site.dashboard.port, `/datasets/${id}`)).status, id).toBe(404);
    const image = `/datasets/${dataset.id}/images/${id}`;
    expect((await request(site.dashboard.port, image)).status, image).toBe(404);
  }
  const foreign = `/datasets/${dataset.id + 1}/images/${dataset.imageIds[0]}`;
  expect((await request(site.dashboard.port, foreign)).status).toBe(404);
});

const post = (route: string, body: string, headers: Record<string, string> = {}) =>
  request(site.dashboard.port, route, {
    method: "POST",
    body,
    headers: {
      origin: `http://localhost:${site.dashboard.port}`,
      "content-type": "application/json",
      ...headers,
    },
  });
const pin = () => JSON.stringify({ ids: [runId], change: { kind: "pin" } });
const isPinned = async () =>
  (await site.temp.db.run.findUniqueOrThrow({ where: { id: runId } })).pinnedAt !== null;

test("through a tunnel from another port pages are shown, and changed by themselves only", async () => {
  const tunnel = createServer((near) => {
    const far = connect(site.dashboard.port, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => [near, far].map((s) => s.destroy()));
  }).listen(0, "127.0.0.1");
  await once(tunnel, "listening");
  const { port } = tunnel.address() as AddressInfo;
  const own = { host: `localhost:${port}`, "content-type": "application/json" };
  const change = async (origin: string) =>
    request(port, "/api/runs/changes", {
      method: "POST",
      body: pin(),
      headers: { ...own, origin },
    });
  expect((await request(port, "/", { headers: own })).status).toBe(200);
  expect((await change(`http://localhost:${site.dashboard.port}`)).status).toBe(403);
  expect(await isPinned()).toBe(false);
  expect((await change(`http://localhost:${port}`)).status).toBe(204);
  expect(await isPinned()).toBe(true);
  await site.temp.db.run.update({ where: { id: runId }, data: { pinnedAt: null } });
  tunnel.close();
});

test("a change from anywhere but our own pages changes nothing", async () => {
  const address = `http://localhost:${site.dashboard.port}`;
  for (const headers of [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:1" },
    { origin: `https://localhost:${site.dashboard.port}` },
    { origin: `${address}.evil.example` },
    { origin: address, "sec-fetch-site": "cross-site" },
    { origin: address, "sec-fetch-site": "same-site" },
    { origin: address, host: "evil.example" },
  ]) {
    const { status } = await post("/api/runs/changes", pin(), headers);
    expect([403, 421], JSON.stringify(headers)).toContain(status);
  }
  // Content types that a form of another site may send without a preflight request.
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "",
  ]) {
    const { status } = await post("/api/runs/changes", pin(), { "content-type": type });
    expect(status, type).toBe(415);
  }
  expect(await isPinned()).toBe(false);
  expect((await post("/api/runs/changes", pin())).status).toBe(204);
  expect(await isPinned()).toBe(true);
});

test("a change that is none is refused, with what is wrong, and changes nothing", async () => {
  const before = await site.temp.db.run.findUniqueOrThrow({ where: { id: runId } });
  for (const body of [
    "",
    "{",
    "null",
    "[]",
    '{"ids":["1; DROP TABLE Run"],"change":{"kind":"delete"}}',
    `{"ids":[${runId}],"change":{"kind":"delete","force":true}}`,
    `{"ids":[${runId}],"change":{"kind":"rename"}}`,
    `{"ids":[${runId}],"change":{"kind":"__proto__"}}`,
    `{"ids":[${runId}],"change":{"kind":"rename","name":"${"x".repeat(101)}"}}`,
  ]) {
    const answer = await post("/api/runs/changes", body);
    expect(answer.status, body).toBe(400);
    expect(answer.body.length).toBeGreaterThan(5);
  }
  expect((await post("/api/runs/changes", `{"ids":[4000],"change":{"kind":"pin"}}`)).status).toBe(
    404,
  );
  const finished = `{"ids":[${runId}],"change":{"kind":"stop"}}`;
  expect((await post("/api/runs/changes", finished)).status).toBe(409);
  expect((await post("/api/runs/changes", `"${"x".repeat(70_000)}"`)).status).toBe(413);
  expect((await post("/api/views", '{"kind":"save","name":"","query":""}')).status).toBe(400);
  expect(await site.temp.db.run.findUniqueOrThrow({ where: { id: runId } })).toEqual(before);
});

test("routes that change only change; the others only read", async () => {
  expect((await request(site.dashboard.port, "/api/runs/changes")).status).toBe(405);
  expect((await request(site.dashboard.port, "/api/views")).status).toBe(405);
  for (const route of [
    "/api/runs/live",
    `/api/runs/${runId}/events`,
    `/api/images/${dataset.hashes[0]}`,
    `/api/runs/${runId}/artifacts/${artifact}`,
    `/api/runs/${runId}/config`,
  ]) {
    expect((await post(route, "{}")).status, route).toBe(405);
  }
});

test("a line that comes back goes on where it was", async () => {
  const { headers, body } = await request(
    site.dashboard.port,
    `/api/runs/${runId}/events?after=0`,
    {
      headers: { "last-event-id": "2" },
    },
  );
  expect(headers["content-type"]).toContain("text/event-stream");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body).not.toContain("id: 2\n");
});

test("a second dashboard on the same port says so and ends with status 1", async () => {
  const script = path.resolve(import.meta.dirname, "../../../scripts/dashboard.mjs");
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, "--port", String(site.dashboard.port)],
    {
      encoding: "utf8",
    },
  );
  expect(status).toBe(1);
  expect(stderr).toContain(`Port ${site.dashboard.port} is already in use.`);
  expect(stderr).not.toContain("    at ");
});

test("a file that is no database is explained on the page; without it there is a new one", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "graft-"));
  const file = path.join(home, "graft.db");
  writeFileSync(file, "this is no database, though it has the name of one\n".repeat(100));
  const second = await startDashboard(home);
  try {
    expect((await request(second.port, "/")).body).toContain("DATABASE_CORRUPT");
    rmSync(file);
    expect((await request(second.port, "/")).body).toContain("No runs yet");
  } finally {
    await second.stop();
    rmSync(home, { recursive: true });
  }
});
