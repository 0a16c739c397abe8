import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTrainer } from "../testing/trainer-process.ts";

let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "graft-doctor-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Diagnosis {
  readonly node: string;
  readonly database: { readonly ok: boolean; readonly state: string };
  readonly engines: readonly { readonly name: string; readonly available: boolean }[];
}

async function diagnose(): Promise<{ status: number | null; diagnosis: Diagnosis }> {
  const { status, stdout } = await runTrainer(["doctor", "--json"], { home });
  return { status, diagnosis: JSON.parse(stdout) as Diagnosis };
}

test("a new home is well, and WebAssembly is there on every machine", async () => {
  const { status, diagnosis } = await diagnose();
  expect(diagnosis).toMatchObject({
    node: process.versions.node,
    database: { ok: true, state: "no runs yet" },
  });
  expect(diagnosis.engines).toContainEqual(
    expect.objectContaining({ name: "wasm", available: true }),
  );
  expect(status).toBe(0);
});

test("a damaged database is told with what to do, in whole sentences", async () => {
  await writeFile(dbPath(home), "no database at all ".repeat(100));
  const { status, diagnosis } = await diagnose();
  expect(diagnosis.database.ok).toBe(false);
  expect(diagnosis.database.state).toMatch(/^[^.].*\S\. [A-Z].*\.$/);
  expect(diagnosis.database.state).not.toContain("..");
  expect(status).toBe(1);
});
