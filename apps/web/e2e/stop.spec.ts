import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { closeDb, openDb } from "@graft/db";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "./chromium.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";
import { visit } from "./visit.ts";
import { writeImages } from "./write-images.ts";
import { writeNet } from "./write-net.ts";

const chromium = findChromium();
const trainer = path.resolve(import.meta.dirname, "../../../scripts/trainer.mjs");

/** The first method would train for hours, the second one is done at once. */
const CONFIG = {
  name: "endless",
  dataset: { kind: "folder", path: "images", imageSize: 32 },
  split: { train: 112, test: 16 },
  backbone: { kind: "file", path: "net/model.json" },
  methods: [
    { kind: "fine-tuned", epochs: 10_000, batchSize: 1 },
    { kind: "raw-pixels", pixelSize: 8, folds: 2 },
  ],
  device: "wasm",
};

describe.skipIf(chromium === null)("a run at work, stopped in Chromium", () => {
  let home: string;
  let dashboard: Dashboard;
  let browser: Browser;
  let training: ChildProcess;
  let output = "";

  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), "graft-"));
    await writeImages(home, 64);
    writeNet(home, 32);
    const config = path.join(home, "endless.json");
    writeFileSync(config, JSON.stringify(CONFIG));
    dashboard = await startDashboard(home);
    browser = await launch(chromium ?? "");
    training = spawn(process.execPath, [trainer, "run", "--config", config, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, GRAFT_HOME: home },
    });
    for (const stream of [training.stdout, training.stderr]) {
      stream?.on("data", (text) => {
        output += String(text);
      });
    }
  });
  afterAll(async () => {
    training?.kill("SIGKILL");
    await browser?.close();
    await dashboard?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test("it is watched, asked to stop, keeps what it logged; the next method goes on", async () => {
    const { page, open, errors, close } = await visit(browser);
    const ended = new Promise((resolve) => training.on("exit", resolve));
    const main = page.locator("main");
    await open(dashboard.address);
    await expect.poll(() => main.innerText()).toContain("epoch ");
    await page.getByRole("link", { name: "fine-tuned" }).click();
    await page.waitForURL("**/runs/1");
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    const readEpoch = async () =>
      Number(/epoch (\d+)/.exec(await main.innerText())?.[1]?.replace(",", "") ?? 0);
    const before = await readEpoch();
    await expect.poll(readEpoch).toBeGreaterThan(before);

    await page.getByRole("button", { name: "Stop" }).click();
    await expect.poll(() => page.locator("h1 + span").innerText()).toBe("cancelled");
    await expect.poll(() => main.innerText()).toContain("Stopped from the dashboard");
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    expect(await ended, output).toBe(1);

    await open(dashboard.address);
    const rows = page.locator("tr[data-run]");
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.filter({ hasText: "raw-pixels" }).innerText()).toContain("finished");
    expect(errors).toEqual([]);
    await close();

    const db = await openDb({ path: path.join(home, "graft.db"), mode: "read-only" });
    const [run] = await db.run.findMany({ include: { _count: { select: { metrics: true } } } });
    const [last] = await db.runEvent.findMany({
      where: { runId: 1 },
      orderBy: { seq: "desc" },
      take: 1,
    });
    await closeDb(db);
    expect(run?.status).toBe("cancelled");
    expect(run?._count.metrics).toBeGreaterThan(0);
    expect(last?.type).toBe("run.cancelled");
  });
});
