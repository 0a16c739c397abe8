import { storeArtifact } from "@graft/db";
import { expect, test } from "vitest";
import { appendResult } from "../src/testing/demo-runs.ts";
import { seedSmall } from "../src/testing/seed-demo.ts";
import { request } from "./dashboard.ts";
import { withDashboard } from "./with-dashboard.ts";

const MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
/** Names and contents of files that would do something if a browser opened them. */
const ACTIVE = [
  [`${MARKUP}.svg`, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ["../../page.html\r\nX-Injected: 1", "<!doctype html><script>alert(2)</script>"],
] as const;

let runId: number;
/** Hashes of the files. */
const artifacts: string[] = [];

const site = withDashboard(async ({ db, home }) => {
  const demo = await seedSmall(db);
  runId = demo.recorder.id;
  for (const [name, text] of ACTIVE) {
    const stored = await storeArtifact(home, new TextEncoder().encode(text));
    await demo.recorder.append({ type: "artifact", kind: "model", name, ...stored });
    artifacts.push(stored.sha256);
  }
  await appendResult(demo.recorder, demo.run);
  await demo.recorder.close();
  return demo;
});

test("an SVG and a page that a run made are bytes to save, never opened", async () => {
  for (const hash of artifacts) {
    const { status, headers, body } = await request(
      site.dashboard.port,
      `/api/runs/${runId}/artifacts/${hash}`,
    );
    expect(status).toBe(200);
    expect(body).toContain("<script>");
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(headers["x-injected"]).toBeUndefined();
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
  }
});

test("artifacts are named by their run and hash only", async () => {
  const known = artifacts[0] ?? "";
  for (const name of [
    "0".repeat(64),
    known.toUpperCase(),
    `${known}.svg`,
    `${known}%00`,
    `${known}/..`,
    "..%2F..%2Fgraft.db",
    "%2e%2e%2f%2e%2e%2fgraft.db",
    "..%5Cgraft.db",
    "%252e%252e%252fgraft.db",
    "graft.db",
    // An image is not an artifact.
    site.demo.run.dataset.hashes[0],
  ]) {
    const answer = await request(site.dashboard.port, `/api/runs/${runId}/artifacts/${name}`);
    expect([307, 308, 400, 404], name).toContain(answer.status);
    expect(answer.body).not.toContain("SQLite");
  }
  for (const id of ["0", "4000", "1e1", "..", `${runId}%2F..`]) {
    const answer = await request(site.dashboard.port, `/api/runs/${id}/artifacts/${known}`);
    expect([307, 308, 400, 404], id).toContain(answer.status);
    expect((await request(site.dashboard.port, `/api/runs/${id}/config`)).status, id).toBe(404);
  }
});

test("the view of a run in its address is checked, whatever stands there", async () => {
  const hostile = encodeURIComponent(MARKUP);
  const names = ["show", "of", "sort", "page", "cells", "classes", "curve"];
  for (const value of [hostile, "..%2F..%2Fgraft.db", "-1", "1e9", "__proto__", "9999-9999"]) {
    const query = names.map((name) => `${name}=${value}`).join("&");
    const { status, body } = await request(site.dashboard.port, `/runs/${runId}?${query}`);
    expect(status, value).toBe(200);
    expect(body).not.toContain("<script>alert(1)");
    expect(body).not.toContain("__proto__=");
  }
});
