import { expect, test } from "vitest";
import { type Answer, request } from "./dashboard.ts";
import {
  type ApiRoute,
  addressOf,
  apiRoutes,
  FORMULA,
  findRoutes,
  HOSTILE,
  seedHostile,
} from "./hostile.ts";
import { withDashboard } from "./with-dashboard.ts";

let routes: [pattern: string, route: ApiRoute][];

const site = withDashboard(async (temp) => {
  const demo = await seedHostile(temp);
  routes = Object.entries(apiRoutes(demo));
  return demo;
});

/** Asks as our own pages do, unless told otherwise. */
function ask(
  address: string,
  { method, body = "" }: ApiRoute,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const own: Record<string, string> =
    method === "POST"
      ? { origin: `http://localhost:${site.dashboard.port}`, "content-type": "application/json" }
      : {};
  return request(site.dashboard.port, address, { method, body, headers: { ...own, ...headers } });
}

test("every route is listed here, and answers", async () => {
  expect(routes.map(([pattern]) => pattern).sort()).toEqual(findRoutes());
  for (const [pattern, route] of routes) {
    const { status, body } = await ask(addressOf(pattern, route), route);
    expect([200, 204], `${pattern}: ${body.slice(0, 200)}`).toContain(status);
  }
});

test("a foreign Host is refused by every route, whatever it is asked for", async () => {
  for (const [pattern, route] of routes) {
    for (const host of [
      "evil.example",
      `evil.example:${site.dashboard.port}`,
      "localhost.",
      "0.0.0.0",
    ]) {
      const { status, body } = await ask(addressOf(pattern, route), route, { host });
      expect(status, `${pattern} at ${host}`).toBe(421);
      expect(body).not.toContain("alert(1)");
    }
  }
});

test("another site can neither load, nor embed, nor change anything", async () => {
  for (const [pattern, route] of routes) {
    for (const site of ["cross-site", "same-site"]) {
      for (const dest of ["image", "script", "empty", "iframe"]) {
        const { status, headers } = await ask(addressOf(pattern, route), route, {
          "sec-fetch-site": site,
          "sec-fetch-dest": dest,
          "sec-fetch-mode": dest === "iframe" ? "navigate" : "no-cors",
        });
        expect(status, `${pattern} as ${dest} of a ${site}`).toBe(403);
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const { status } = await request(site.dashboard.port, addressOf(pattern, route), {
        method,
        headers: { origin: "http://evil.example" },
      });
      expect(status, `${method} ${pattern}`).toBe(403);
    }
  }
});

test("a route that reads only reads, and one that changes only changes", async () => {
  for (const [pattern, route] of routes) {
    const other = route.method === "GET" ? "POST" : "GET";
    const { status } = await ask(addressOf(pattern, route), { method: other });
    expect(status, `${other} ${pattern}`).toBe(405);
  }
});

/** Values that would lead out of a folder, to a file, or to another statement, if anything trusted them. */
const ESCAPES = [
  "..",
  "../graft.db",
  "..%2Fgraft.db",
  "..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd",
  "%2e%2e%2fgraft.db",
  "%252e%252e%252fgraft.db",
  "..%5C..%5Cgraft.db",
  "%2Fetc%2Fpasswd",
  "file%3A%2F%2F%2Fetc%2Fpasswd",
  "graft.db",
  "1%00",
  "1'%20OR%20'1'%3D'1",
  "1;DROP%20TABLE%20Run",
  "%F0%9F%92%A5",
  "%E0%A4%A",
  "9".repeat(400),
  "__proto__",
  "constructor",
];

test("no parameter leads anywhere else", async () => {
  const runs = await site.temp.db.run.count();
  for (const [pattern, route] of routes) {
    for (const name of Object.keys(route.params ?? {})) {
      for (const escape of ESCAPES) {
        const address = addressOf(pattern, {
          ...route,
          params: { ...route.params, [name]: escape },
        });
        const answer = await ask(address, route);
        expect([307, 308, 400, 404, 405], address).toContain(answer.status);
        expectNothingElse(answer);
      }
    }
  }
  expect(await site.temp.db.run.count()).toBe(runs);
});

test("no value of a query does either; what it cannot mean is refused or left out", async () => {
  for (const [pattern, route] of routes) {
    for (const name of Object.keys(route.query ?? {})) {
      const rest = addressOf(pattern, { ...route, query: omit(route.query, name) });
      for (const escape of ESCAPES) {
        const address = `${rest}${rest.includes("?") ? "&" : "?"}${name}=${escape}`;
        const answer = await ask(address, route);
        expect([200, 400, 404], address).toContain(answer.status);
        expectNothingElse(answer);
      }
    }
  }
});

function expectNothingElse({ status, body, headers }: Answer): void {
  expect(body).not.toContain("SQLite format");
  expect(body).not.toContain("root:x:");
  // Nothing of the machine, and no way back for a script.
  expect(body).not.toContain(site.temp.home);
  expect(body).not.toMatch(/\bat .*\.(?:ts|js):\d+/);
  // A path that is none is turned away by Next itself, before anything of ours.
  if (status === 200 || status === 404) {
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
}

test("names that want to be markup or formulas are neither, in whatever is sent", async () => {
  for (const [pattern, route] of routes) {
    const { headers, body } = await ask(addressOf(pattern, route), route);
    const type = headers["content-type"] ?? "";
    expect(headers["content-security-policy"], pattern).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    // As text of another type it is not read as markup; a page of ours escapes it.
    if (type.startsWith("text/html")) expect(body, pattern).not.toContain("<script");
    if (type.startsWith("text/html")) expect(body, pattern).not.toContain("<img src=x");
    if (type.startsWith("text/csv")) {
      expect(body, pattern).not.toMatch(/(?:^|[,;\r\n])"?[=+@]/m);
      expect(headers["content-disposition"], pattern).toMatch(/^attachment; filename="[\w.-]+"$/);
    }
  }
  const images = `/api/export/datasets/${site.demo.dataset.id}/images`;
  expect((await request(site.dashboard.port, `${images}.csv`)).body).toContain(
    `"'${FORMULA.replaceAll('"', '""')}"`,
  );
  const rows = JSON.parse((await request(site.dashboard.port, `${images}.json`)).body);
  expect(rows[0]).toMatchObject({ class: FORMULA });
  expect(rows.at(-1)).toMatchObject({ class: `photo ${HOSTILE}` });
});

function omit<Value>(record: Readonly<Record<string, Value>> = {}, name = "") {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
