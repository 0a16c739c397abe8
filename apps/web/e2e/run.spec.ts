import { readFileSync } from "node:fs";
import { storeArtifact } from "@graft/db";
import { expect, test } from "vitest";
import { appendResult, appendTraining, startDemoRun } from "../src/testing/demo-runs.ts";
import { seedDemo } from "../src/testing/seed-demo.ts";
import { findViolations } from "./browser.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("the page of a finished run in Chromium", (visit) => {
  const site = withDashboard(async ({ db, home }) => {
    const { openRun } = await seedDemo(db);
    const recorder = await startDemoRun(db, openRun);
    await appendTraining(recorder, openRun.kind);
    const stored = await storeArtifact(home, new TextEncoder().encode("the weights"));
    await recorder.append({ type: "artifact", kind: "model", name: "weights.bin", ...stored });
    await appendResult(recorder, openRun);
    await recorder.close();
    return recorder.id;
  });
  const address = () => `${site.dashboard.address}/runs/${site.demo}`;

  test("why is it wrong: row percent, a cell, its surest errors, and the file to take home", async () => {
    const { page, open, reload, errors, shift, close } = await visit();
    await open(address());
    const matrix = page.locator("section", { has: page.locator("#confusion") }).last();
    const gallery = page.locator("section[aria-labelledby=images]");

    await matrix.getByRole("link", { name: "Row percent" }).click();
    await page.waitForURL("**?cells=percent");
    await expect.poll(() => matrix.locator("td").nth(1).innerText()).toMatch(/^\d+%/);

    await matrix.getByRole("link", { name: /photo predicted as drawing: show/ }).click();
    await page.waitForURL("**show=1-0**");
    const numWrong = await gallery.locator("figure").count();
    expect(numWrong).toBeGreaterThan(0);
    expect(await gallery.getByRole("heading").innerText()).toBe("photo predicted as drawing");

    // By the keyboard alone.
    await gallery.getByRole("link", { name: "Most confident errors first" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**sort=sure-errors**");
    const sure = await gallery.locator("figcaption").allInnerTexts();
    const percents = sure.map((text) => Number(/(\d+)%/.exec(text)?.[1]));
    expect(percents).toHaveLength(numWrong);
    expect(percents).toEqual(percents.toSorted((a, b) => b - a));
    // The earlier choices are still there, and a reload keeps them.
    await reload();
    expect(page.url()).toContain("cells=percent");
    expect(await gallery.locator("figure").count()).toBe(numWrong);

    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "weights.bin" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("weights.bin");
    expect(readFileSync(await download.path(), "utf8")).toBe("the weights");
    expect(errors).toEqual([]);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("classes are sorted, filtered for, and lead to their images", async () => {
    const { page, open, errors, close } = await visit();
    await open(address());
    const classes = page.locator("section[aria-labelledby=classes]");
    const gallery = page.locator("section[aria-labelledby=images]");
    expect(await classes.locator('th[aria-sort="ascending"]').innerText()).toContain("F1");
    await classes.getByRole("link", { name: "Class", exact: true }).click();
    await page.waitForURL("**?classes=name");
    const names = () => classes.locator("tbody th").allInnerTexts();
    await expect.poll(names).toEqual(["drawing", "photo"]);

    await classes.getByRole("link", { name: "photo" }).click();
    await page.waitForURL("**of=1**");
    await expect.poll(() => gallery.locator("figure").count()).toBe(48);
    await gallery.getByLabel("True class").selectOption("drawing");
    await gallery.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL("**of=0**");
    const captions = await gallery.locator("figcaption").allInnerTexts();
    expect(captions.every((text) => text.startsWith("drawing"))).toBe(true);
    expect(page.url()).toContain("classes=name");
    expect(errors).toEqual([]);
    await close();
  });

  test("curves are drawn over time, and beside them what else was logged", async () => {
    const { page, open, errors, close } = await visit();
    await open(address());
    const training = page.locator("section[aria-labelledby=curves]");
    await training.getByRole("link", { name: "Time" }).click();
    await page.waitForURL("**?axis=seconds");
    // Eight epochs of 18.2 seconds.
    await expect.poll(() => training.innerText()).toContain("2 min 26 s");
    await training.getByRole("link", { name: "learning-rate" }).click();
    await page.waitForURL("**metric=learning-rate**");
    await expect.poll(() => training.locator("canvas").count()).toBe(3);
    expect(errors).toEqual([]);
    await close();
  });

  test("a chart tells its values to the pointer and to the arrow keys", async () => {
    const { page, open, errors, close } = await visit();
    await open(address());
    const roc = page.getByRole("group", { name: /^ROC/ });
    await roc.hover({ position: { x: 100, y: 60 } });
    const said = /^(drawing|photo): false positive rate [\d.]+%, true positive rate [\d.]+%$/;
    await expect.poll(() => roc.locator("output").innerText()).toMatch(said);
    const histogram = page.getByRole("group", { name: /^Probability of the true class/ });
    await histogram.focus();
    for (let bar = 0; bar < 10; bar++) await page.keyboard.press("ArrowRight");
    // The last of ten bars, from 90 to 100 %.
    await expect
      .poll(() => histogram.locator("output").innerText())
      .toMatch(/^probability 95.0%, images \d+$/);
    expect(errors).toEqual([]);
    await close();
  });

  test("axe finds nothing, whatever is chosen and unfolded", async () => {
    const { page, open, close } = await visit();
    await open(`${address()}?cells=percent&show=all&of=1&sort=unsure&page=2&metric=learning-rate`);
    await page.locator("summary", { hasText: "All measurements" }).click();
    expect(await findViolations(page)).toEqual([]);
    await close();
  });
});
