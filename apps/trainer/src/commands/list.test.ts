import { closeDb, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { runTrainer } from "../testing/trainer-process.ts";

let stored: StoredRuns;

beforeAll(async () => {
  stored = await storeRuns([
    { method: "frozen-features", wrong: [0] },
    { method: "raw-pixels", wrong: null },
    { method: "scratch", wrong: [1, 2], repeat: 1 },
  ]);
});

afterAll(() => stored.dispose());

test("the newest runs, as many as were asked for", async () => {
  const { stdout, status } = await runTrainer(["list", "--limit", "2"], stored);
  expect(status).toBe(0);
  const [head, ...rows] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^run +experiment +method/);
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 5))).toEqual([
    ["3", "stored", "scratch #2", "finished", "-"],
    ["2", "stored", "raw-pixels", "finished", "-"],
  ]);
  const { stdout: json } = await runTrainer(["list", "--limit", "1", "--json"], stored);
  expect(JSON.parse(json)).toMatchObject({ id: 3, method: "scratch", repeat: 1 });
});

test("a name cannot steer the terminal", async () => {
  const db = await openDb({ path: dbPath(stored.home) });
  await db.experiment.updateMany({ data: { name: "red \u001b[31m\u202e" } });
  await closeDb(db);
  const { stdout } = await runTrainer(["list"], stored);
  expect(stdout).toContain("red \\u{1b}[31m\\u{202e}");
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test.each(["0", "-1", "1.5", "many"])(
  "--limit %s is refused before anything is opened",
  async (limit) => {
    const { status, stderr, stdout } = await runTrainer(["list", `--limit=${limit}`], {
      home: "/nonexistent",
    });
    expect(stderr).toContain("expected a whole number of 1 or more");
    expect(stdout).toBe("");
    expect(status).toBe(1);
  },
);
