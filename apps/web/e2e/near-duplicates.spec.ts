import { storeNearDuplicates } from "@graft/db";
import { expect, test } from "vitest";
import { seedDemo } from "../src/testing/seed-demo.ts";
import { findViolations } from "./browser.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

/** In the first split images 0, 3, 6, … are tested, in the second 1, 4, 7, …. */
const ACROSS = [0, 6, 12, 18].map((first) => ({ first, second: first + 2 }));
const WITHIN = Array.from({ length: 12 }, (_, i) => ({ first: 3 * i + 31, second: 3 * i + 34 }));

describeInChromium("near-duplicates in Chromium", (visit) => {
  const site = withDashboard(async ({ db }) => {
    const demo = await seedDemo(db);
    const pairs = [...WITHIN, ...ACROSS].map((pair, i) => {
      return { ...pair, similarity: 0.99 - i / 100, isMirrored: i % 2 === 1, scale: 0.72 };
    });
    const set = { datasetId: demo.dataset.id, imageIds: demo.dataset.imageIds };
    await storeNearDuplicates(db, set, { pairs, isComplete: true });
    return demo;
  });

  test("the data set shows them side by side, those on two sides first, page by page, with the setting to copy", async () => {
    const { page, open, errors, shift, close } = await visit({
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await open(`${site.dashboard.address}/datasets/${site.demo.dataset.id}?show=class-1`);
    const section = page.locator("section[aria-labelledby=near-duplicates]");
    expect(await section.innerText()).toContain(
      "16 pairs of images that show the same scene, 4 on two sides of a split",
    );
    const figures = section.locator("figure");
    expect(await figures.count()).toBe(12);
    const first = await figures.first().innerText();
    expect(first).toContain("On two sides of the split");
    expect(first).toContain("drawing/0000.jpg");
    expect(first).toContain("drawing/0002.jpg");
    expect(first).toContain("train in 1, test in 1");
    expect(first).toContain("train in 2");
    expect(first).toContain("cropped to 72%");
    expect(await figures.nth(3).innerText()).toContain("On two sides of the split");
    expect(await figures.nth(4).innerText()).toContain("On one side of the split");
    const shown = await section
      .locator("img")
      .evaluateAll((all) =>
        Promise.all(all.map((image) => (image as HTMLImageElement).decode().then(() => true))),
      );
    expect(shown).toEqual(Array<boolean>(24).fill(true));
    expect(await shift()).toBe(0);
    expect(await findViolations(page)).toEqual([]);

    await section.getByRole("button", { name: "Copy setting" }).click();
    await expect.poll(() => section.getByRole("button").innerText()).toBe("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      '"groupNearDuplicates": true',
    );

    await section.getByRole("link", { name: "Next" }).click();
    await page.waitForURL("**?show=class-1&pairs=2#near-duplicates");
    await expect.poll(() => figures.count()).toBe(4);
    expect(await section.innerText()).toContain("Page 2 of 2, 16 pairs");

    // A page beyond the last is the last.
    await open(`${site.dashboard.address}/datasets/${site.demo.dataset.id}?pairs=99`);
    expect(await section.innerText()).toContain("Page 2 of 2, 16 pairs");
    expect(errors).toEqual([]);
    await close();
  });

  test("a run and a comparison say what they reach without them; other data sets have none", async () => {
    const { page, open, errors, shift, close } = await visit();
    const [run] = site.demo.finished.scratch;
    await open(`${site.dashboard.address}/runs/${run}`);
    const without =
      /^Without the 4 test images that have a near-duplicate among the training images: /;
    const note = page.getByRole("note").filter({ hasText: /near-duplicate/ });
    expect(await note.innerText()).toMatch(
      new RegExp(`${without.source}\\d+\\.\\d% instead of \\d+\\.\\d%\\.$`),
    );
    const [other] = site.demo.finished["fine-tuned"];
    await open(`${site.dashboard.address}/compare?runs=${run},${other}`);
    const told = await note.innerText();
    expect(told).toMatch(without);
    expect(told).toMatch(/fine-tuned against scratch: \+[\d.]+ points? \(p .+\) instead of \+/);
    expect(await shift()).toBe(0);

    await open(`${site.dashboard.address}/runs/${site.demo.other}`);
    expect(await note.count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });
});
