import { expect, test } from "vitest";
import { request } from "./dashboard.ts";
import { startTrainer, writeImages } from "./experiment.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("what the trainer wrote, in Chromium", (visit) => {
  const site = withDashboard(async ({ home }) => {
    await writeImages(home, 12);
    await train(home, "tiny", CONFIG);
  });

  const get = async (route: string) => (await request(site.dashboard.port, route)).body;

  test("the three pages show it", async () => {
    const { page, open, errors, shift, close } = await visit();
    const main = page.locator("main");
    await open(site.dashboard.address);
    expect(await page.locator("tbody").innerText()).toContain("tiny");
    expect(await page.locator("tr[data-run] td:nth-child(3)").allInnerTexts()).toEqual([
      "finished",
      "finished",
    ]);

    await page.getByRole("link", { name: "raw-pixels" }).first().click();
    await page.waitForURL("**/runs/*");
    await expect.poll(() => main.innerText()).toMatch(/\d+ of 8 correct/);
    expect(await main.innerText()).toContain("Choice of classifier");
    const model = page.getByRole("region", { name: "Use this model" });
    expect(await model.innerText()).toMatch(/trainer (?:-- )?predict 2 photos\//);
    expect(await model.innerText()).toMatch(/trainer (?:-- )?export 2 --to onnx/);
    await page.getByRole("link", { name: "All 8" }).click();
    const image = page.locator("figure img").first();
    await expect
      .poll(() => image.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);

    await open(`${site.dashboard.address}/compare?runs=1,2`);
    expect(await main.innerText()).toContain("8 images");
    expect(await main.innerText()).toContain("pixelSize");
    expect(errors).toEqual([]);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("the file that a run's page offers makes the same run again", async () => {
    await train(site.temp.home, "run-2", await get("/api/runs/2/config"));
    const first = await get("/api/export/runs/2/predictions.csv");
    expect(first.split("\n").length).toBeGreaterThan(8);
    expect(await get("/api/export/runs/3/predictions.csv")).toBe(first);
  });
});

/** Needs no backbone, and takes seconds. */
const CONFIG = {
  dataset: { kind: "folder", path: "images", imageSize: 64 },
  split: { train: 16, test: 8 },
  methods: [
    { kind: "raw-pixels", pixelSize: 8, folds: 3 },
    { kind: "raw-pixels", pixelSize: 16, folds: 3 },
  ],
};

/** Runs an experiment to its end. */
async function train(home: string, name: string, config: object | string): Promise<void> {
  const { ended, output } = startTrainer(home, name, config);
  expect(await ended, output()).toBe(0);
}
