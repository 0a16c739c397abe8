import { describe, expect, test } from "vitest";
import { type GuardedRequest, refuse } from "./request-guard.ts";

function request(changes: Partial<GuardedRequest> = {}): GuardedRequest {
  return {
    method: "GET",
    host: "localhost:3000",
    origin: null,
    fetchSite: null,
    fetchMode: null,
    fetchDest: null,
    ...changes,
  };
}

const statusOf = (changes: Partial<GuardedRequest>, port = "3000") =>
  refuse(request(changes), port)?.status ?? null;

describe("Host", () => {
  test.each([
    "localhost:3000",
    "127.0.0.1:3000",
    "[::1]:3000",
    "LocalHost:3000",
    // At the near end of a tunnel.
    "localhost:8080",
    "127.0.0.1:80",
    "localhost",
  ])("%s is ours", (host) => {
    expect(statusOf({ host })).toBeNull();
  });

  test.each([
    null,
    "",
    "localhost:",
    "localhost:0",
    "localhost:300000",
    "localhost.:3000",
    "127.1:3000",
    "[::2]:3000",
    "evil.example:3000",
    "localhost.evil.example:3000",
    "localhost:3000.evil.example",
    "127.0.0.1.nip.io:3000",
    "0.0.0.0:3000",
    "user@localhost:3000",
    "localhost:3000, evil.example",
  ])("%s is refused", (host) => {
    expect(statusOf({ host })).toBe(421);
  });

  test("a refusal says how to get here from another machine", () => {
    const refusal = refuse(request({ host: "lab.example:3000" }), "3001");
    expect(refusal?.reason).toContain("ssh -L 3001:127.0.0.1:3001");
  });
});

describe("reading", () => {
  test("our own pages and typed addresses are answered", () => {
    expect(
      statusOf({ fetchSite: "same-origin", fetchMode: "cors", fetchDest: "empty" }),
    ).toBeNull();
    expect(
      statusOf({ fetchSite: "none", fetchMode: "navigate", fetchDest: "document" }),
    ).toBeNull();
  });

  test("another site may link here, and nothing else", () => {
    const cross = { fetchSite: "cross-site" };
    expect(statusOf({ ...cross, fetchMode: "navigate", fetchDest: "document" })).toBeNull();
    expect(statusOf({ ...cross, fetchMode: "navigate", fetchDest: "iframe" })).toBe(403);
    expect(statusOf({ ...cross, fetchMode: "no-cors", fetchDest: "image" })).toBe(403);
    expect(statusOf({ fetchSite: "same-site", fetchMode: "cors", fetchDest: "empty" })).toBe(403);
  });
});

describe("changing", () => {
  const own = { origin: "http://localhost:3000", fetchSite: "same-origin" };

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s needs our own origin", (method) => {
    expect(statusOf({ method, ...own })).toBeNull();
    expect(statusOf({ method })).toBe(403);
    expect(statusOf({ method, origin: "null" })).toBe(403);
    expect(statusOf({ method, origin: "http://evil.example" })).toBe(403);
    expect(statusOf({ method, origin: "http://localhost:3001" })).toBe(403);
    expect(statusOf({ method, origin: "http://127.0.0.1:3000" })).toBe(403);
    expect(statusOf({ method, origin: "https://localhost:3000" })).toBe(403);
    expect(statusOf({ method, ...own, fetchSite: "cross-site" })).toBe(403);
  });

  test.each([
    ["localhost:8080", "http://localhost:8080"],
    ["localhost:80", "http://localhost"],
    ["localhost", "http://localhost"],
  ])("through a tunnel the page at %s changes things as ours does", (host, origin) => {
    expect(statusOf({ method: "POST", ...own, host, origin })).toBeNull();
    expect(statusOf({ method: "POST", ...own, host })).toBe(403);
  });
});

test.each(["TRACE", "TRACK", "CONNECT", "PROPFIND", "get", "*", "A".repeat(5000)])(
  "the method %s is not answered, wherever it comes from",
  (method) => {
    expect(statusOf({ method })).toBe(405);
    expect(statusOf({ method, origin: "http://localhost:3000", fetchSite: "same-origin" })).toBe(
      405,
    );
  },
);
