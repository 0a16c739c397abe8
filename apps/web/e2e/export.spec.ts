import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Download, Page } from "playwright-core";
import sharp from "sharp";
import { expect, test } from "vitest";
import { type Demo, seedDemo } from "../src/testing/seed-demo.ts";
import { findViolations } from "./browser.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("what leaves the dashboard", (visit) => {
  const site = withDashboard(({ db }) => seedDemo(db));

  const firstOf = (kind: keyof Demo["finished"]) => site.demo.finished[kind][0];

  test("runs as they are filtered and sorted, in the columns that are shown", async () => {
    const { page, open, errors, close } = await visit();
    const query = "filter=accuracy+%3E+0.9&sort=accuracy&group=none&columns=accuracy+config.kind";
    await open(`${site.dashboard.address}/?${query}`);
    const file = await save(page, /^Runs as shown as CSV/);
    expect(file.suggestedFilename()).toBe("graft-runs.csv");
    const [head, ...rows] = (await textOf(file)).trimEnd().split("\r\n");
    expect(head).toBe("run,name,method,accuracy,accuracyLow,accuracyHigh,testImages,config.kind");
    const shown = await page.locator("tr[data-run]").evaluateAll(runsOf);
    expect(rows.map((row) => row.split(",")[0])).toEqual(shown);
    expect(errors).toEqual([]);
    await close();
  });

  test("a run's predictions and every value of its curves", async () => {
    const { page, open, errors, close } = await visit();
    const run = firstOf("fine-tuned");
    await open(`${site.dashboard.address}/runs/${run}`);
    const predictions = JSON.parse(await textOf(await save(page, /^Predictions as JSON/)));
    expect(predictions).toHaveLength(100);
    expect(predictions.filter(({ correct }: { correct: boolean }) => correct)).toHaveLength(95);
    await page.keyboard.press("Escape");
    const curves = await textOf(await save(page, /^Curves, every value as CSV/));
    const stored = await site.temp.db.metric.count({ where: { runId: run } });
    expect(curves.trimEnd().split("\r\n")).toHaveLength(stored + 1);
    expect(errors).toEqual([]);
    await close();
  });

  test("a data set with its splits, and what every run said of one of its images", async () => {
    const { page, open, errors, close } = await visit();
    await open(`${site.dashboard.address}/datasets/${site.demo.dataset.id}`);
    const images = JSON.parse(await textOf(await save(page, /^Images and splits as JSON/)));
    expect(images).toHaveLength(300);
    await page.keyboard.press("Escape");
    const splits = JSON.parse(await textOf(await save(page, /^Splits as JSON/)));
    expect(splits).toMatchObject([
      { train: 200, test: 100 },
      { train: 200, test: 100 },
    ]);
    // In both splits, or in one of them, every tested image has its part.
    const parts = images.map((row: object) => Object.values(row).slice(-2));
    expect(parts.flat().filter((part: string) => part === "test")).toHaveLength(200);
    const tested = images.find((row: object) => Object.values(row).at(-2) === "test");
    await open(`${site.dashboard.address}/datasets/${site.demo.dataset.id}/images/${tested.image}`);
    const opinions = JSON.parse(await textOf(await save(page, /^Predictions as JSON/)));
    expect(opinions.length).toBeGreaterThanOrEqual(4);
    expect(errors).toEqual([]);
    await close();
  });

  test("a chart as SVG, and as PNG with two pixels to a unit", async () => {
    const { page, open, errors, close } = await visit();
    await open(`${site.dashboard.address}/runs/${firstOf("fine-tuned")}`);
    const svg = await textOf(await save(page, /^Curve of loss as SVG/));
    const [, width, height] = /<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    expect(svg).not.toContain("var(");
    await page.keyboard.press("Escape");
    const file = await save(page, /^Curve of loss as PNG/);
    expect(file.suggestedFilename()).toMatch(/^graft-runs-\d+-curve-loss\.png$/);
    const image = sharp(await file.path());
    expect(await image.metadata()).toMatchObject({
      format: "png",
      width: 2 * Number(width),
      height: 2 * Number(height),
    });
    // It is drawn, and not only white.
    const { channels } = await image.stats();
    expect(channels[0]?.stdev).toBeGreaterThan(5);
    expect(channels[0]?.mean).toBeGreaterThan(200);
    await page.getByRole("radio", { name: "dark" }).check();
    const dark = await download(page, /^Curve of loss as PNG/);
    expect(dark.suggestedFilename()).toMatch(/^graft-runs-\d+-curve-loss-dark\.png$/);
    expect((await sharp(await dark.path()).stats()).channels[0]?.mean).toBeLessThan(60);
    expect(errors).toEqual([]);
    await close();
  });

  test("the menu is opened, read and closed with the keyboard", async () => {
    const { page, open, close } = await visit({ viewport: { width: 360, height: 740 } });
    await open(`${site.dashboard.address}/runs/${firstOf("fine-tuned")}`);
    const button = page.getByRole("button", { name: "Export" });
    await button.focus();
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name: "Predictions as CSV" });
    await page.keyboard.press("Tab");
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    const box = await page.locator("#export-run").boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    await page.keyboard.press("Escape");
    expect(await link.isVisible()).toBe(false);
    await close();
  });

  test("a comparison is one file that opens from disk without a network", async () => {
    const runs = [firstOf("fine-tuned"), firstOf("scratch"), firstOf("raw-pixels")];
    const { page, open, close } = await visit();
    await open(`${site.dashboard.address}/compare?runs=${runs.join(",")}`);
    const file = await save(page, /^Report with images as HTML/);
    expect(file.suggestedFilename()).toBe(`graft-compare-${runs.join("-")}.html`);
    const place = path.join(site.temp.home, file.suggestedFilename());
    await file.saveAs(place);
    await close();
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        const report = await visit({
          colorScheme,
          offline: true,
          viewport: { width, height: 900 },
        });
        const requests: string[] = [];
        report.page.on("request", (request) => requests.push(request.url()));
        await report.page.goto(pathToFileURL(place).href);
        const outside = requests.filter((url) => !url.startsWith("data:"));
        expect(outside).toEqual([pathToFileURL(place).href]);
        expect(await report.page.locator("h1").innerText()).toBe(
          "3 runs of photo-vs-drawing compared",
        );
        expect(await report.page.evaluate(brokenImages)).toEqual({ all: true, broken: 0 });
        expect(await report.page.evaluate(isTooWide)).toBe(false);
        expect(await violations(report.page), `${colorScheme} at ${width}`).toEqual([]);
        expect(report.errors).toEqual([]);
        await report.close();
      }
    }
  });
});

/** Opens the menu of a page and saves one of its files. */
async function save(page: Page, name: RegExp): Promise<Download> {
  await page.getByRole("button", { name: "Export" }).click();
  return await download(page, name);
}

/** Saves a file of the menu that is open. */
async function download(page: Page, name: RegExp): Promise<Download> {
  const downloading = page.waitForEvent("download");
  const menu = page.locator("[popover]");
  await menu.getByRole("link", { name }).or(menu.getByRole("button", { name })).click();
  return await downloading;
}

async function textOf(file: Download): Promise<string> {
  return readFileSync(await file.path(), "utf8");
}

/** What axe finds. The policy of a report allows no script: it is read as a copy without one. */
async function violations(page: Page): Promise<string[]> {
  const html = readFileSync(new URL(page.url()), "utf8");
  await page.setContent(html.replace(/<meta [^>]*Content-Security-Policy[^>]*>/, ""));
  return await findViolations(page);
}

// These run in the page.

function runsOf(rows: Element[]): (string | null)[] {
  return rows.map((row) => row.getAttribute("data-run"));
}

function brokenImages(): { all: boolean; broken: number } {
  const images = [...document.images];
  const broken = images.filter((image) => !image.complete || image.naturalWidth === 0);
  return { all: images.length > 20, broken: broken.length };
}

function isTooWide(): boolean {
  return document.documentElement.scrollWidth > innerWidth;
}
