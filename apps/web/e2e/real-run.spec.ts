import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "./chromium.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";
import { request } from "./request.ts";
import { visit } from "./visit.ts";
import { writeImages } from "./write-images.ts";

const chromium = findChromium();
const trainer = path.resolve(import.meta.dirname, "../../../scripts/trainer.mjs");

describe.skipIf(chromium === null)("what the trainer wrote, in Chromium", () => {
  let home: string;
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), "graft-"));
    await writeImages(home, 12);
    train("tiny.json", JSON.stringify(CONFIG));
    dashboard = await startDashboard(home);
    browser = await launch(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const get = async (route: string) => (await request(dashboard.port, route)).body;

  /** Runs an experiment file that lies beside the images. */
  function train(name: string, text: string): void {
    const config = path.join(home, name);
    writeFileSync(config, text);
    const { status, stderr } = spawnSync(process.execPath, [trainer, "run", "--config", config], {
      encoding: "utf8",
      env: { ...process.env, GRAFT_HOME: home },
    });
    expect(status, stderr).toBe(0);
  }

  test("the three pages show it", async () => {
    const { page, open, errors, shift, close } = await visit(browser);
    const main = page.locator("main");
    await open(dashboard.address);
    expect(await page.locator("tbody").innerText()).toContain("tiny");
    expect(await page.locator("tr[data-run] td:nth-child(3)").allInnerTexts()).toEqual([
      "finished",
      "finished",
    ]);

    await page.getByRole("link", { name: "raw-pixels" }).first().click();
    await page.waitForURL("**/runs/*");
    await expect.poll(() => main.innerText()).toMatch(/\d+ of 8 right/);
    expect(await main.innerText()).toContain("Choice of classifier");
    await page.getByRole("link", { name: "All 8" }).click();
    const image = page.locator("figure img").first();
    await expect
      .poll(() => image.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);

    await open(`${dashboard.address}/compare?runs=1,2`);
    expect(await main.innerText()).toContain("8 images");
    expect(await main.innerText()).toContain("pixelSize");
    expect(errors).toEqual([]);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("the file that a run's page offers makes the same run again", async () => {
    train("run-2.json", await get("/api/runs/2/config"));
    const first = await get("/api/export/runs/2/predictions.csv");
    expect(first.split("\n").length).toBeGreaterThan(8);
    expect(await get("/api/export/runs/3/predictions.csv")).toBe(first);
  });
});

/** Needs no backbone, and takes seconds. */
const CONFIG = {
  name: "tiny",
  dataset: { kind: "folder", path: "images", imageSize: 64 },
  split: { train: 16, test: 8 },
  methods: [
    { kind: "raw-pixels", pixelSize: 8, folds: 3 },
    { kind: "raw-pixels", pixelSize: 16, folds: 3 },
  ],
};
