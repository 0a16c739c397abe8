import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { closeDb, openDb } from "@graft/db";
import { tempDb } from "@graft/db/testing";
import { expect, test } from "vitest";
import { seedDemo } from "../src/testing/seed-demo.ts";
import { request, startDashboard } from "./dashboard.ts";
import { withDashboard } from "./with-dashboard.ts";

const site = withDashboard(async ({ db }) => {
  await seedDemo(db);
  await closeDb(db);
});

const ADDRESSES = [
  "/",
  "/runs/1",
  "/compare?runs=1,2",
  "/datasets",
  "/datasets/1",
  "/api/runs/1/config",
  "/api/runs/1/events",
  "/api/runs/live",
  "/api/export/runs.csv",
  "/api/export/runs/1/predictions.csv",
];

/** One line of a request as it is, and the status that comes back. */
function sendRaw(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(site.dashboard.port, "127.0.0.1", () => {
      socket.write(
        `${line}\r\nHost: localhost:${site.dashboard.port}\r\nConnection: close\r\n\r\n`,
      );
    });
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? ""));
    socket.on("error", reject);
  });
}

test.each([
  ["TRACE / HTTP/1.1", 405],
  ["TRACE /api/runs/live HTTP/1.1", 405],
  ["CONNECT localhost:80 HTTP/1.1", 405],
  ["PROPFIND / HTTP/1.1", 405],
  ["GET * HTTP/1.1", 405],
  ["OPTIONS * HTTP/1.1", 405],
  ["TRACK / HTTP/1.1", 400],
  ["get / HTTP/1.1", 400],
  [`${"A".repeat(5000)} / HTTP/1.1`, 400],
])("%s is refused with %i", async (line, status) => {
  expect(await sendRaw(line)).toContain(` ${status} `);
});

test("a database that is damaged while the dashboard runs is told on every page, and the server stays up", async () => {
  const sound = readFileSync(site.temp.path);
  for (let place = 0.05; place < 1; place += 0.15) {
    const damaged = Buffer.from(sound);
    // Written in its place: the file stays the one that the server has open.
    damaged[Math.floor(place * 0.98 * sound.length)]! ^= 0x80;
    writeFileSync(site.temp.path, damaged);
    for (const address of ADDRESSES) {
      const { status, body } = await request(site.dashboard.port, address);
      expect(status, address).toBe(500);
      expect(body, address).toContain("damaged");
      expect(body, address).toContain("recover");
    }
  }
  writeFileSync(site.temp.path, sound);
  for (const address of ADDRESSES) {
    const { status, body } = await request(site.dashboard.port, address);
    expect(status, address).toBe(200);
    expect(body, address).not.toContain("is damaged");
  }
});

test("a database that another program has locked is told with 503 until it is free", async () => {
  const temp = await tempDb();
  await closeDb(temp.db);
  const other = await openDb({ path: temp.path });
  await other.$queryRawUnsafe("PRAGMA locking_mode = EXCLUSIVE");
  await other.savedView.create({ data: { name: "mine", query: "" } });
  const dashboard = await startDashboard(temp.home);
  try {
    for (const address of ["/", "/runs/1", "/api/export/runs.csv"]) {
      const { status, body } = await request(dashboard.port, address);
      expect(status, address).toBe(503);
      expect(body, address).toContain("locked");
    }
    await other.$queryRawUnsafe("PRAGMA locking_mode = NORMAL");
    // The next access releases the lock.
    await other.savedView.count();
    await closeDb(other);
    expect((await request(dashboard.port, "/")).status).toBe(200);
  } finally {
    await dashboard.stop();
    await temp.dispose();
  }
});
