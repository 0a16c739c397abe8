import { expect, onTestFinished, test } from "vitest";
import { endlessExperiment, startTrainer, writeImages, writeNet } from "./experiment.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("a run at work, stopped in Chromium", (visit) => {
  const site = withDashboard(async ({ home }) => {
    await writeImages(home, 64);
    writeNet(home, 32);
  });

  test("it is watched, asked to stop, keeps what it logged; the next method goes on", async () => {
    const { page, open, errors, close } = await visit();
    const { dashboard, temp } = site;
    const training = startTrainer(temp.home, "endless", endlessExperiment(8));
    onTestFinished(training.kill);
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
    expect(await training.ended, training.output()).toBe(1);

    await open(dashboard.address);
    const rows = page.locator("tr[data-run]");
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.filter({ hasText: "raw-pixels" }).innerText()).toContain("finished");
    expect(errors).toEqual([]);
    await close();

    const [run] = await temp.db.run.findMany({
      include: { _count: { select: { metrics: true } } },
    });
    const [last] = await temp.db.runEvent.findMany({
      where: { runId: 1 },
      orderBy: { seq: "desc" },
      take: 1,
    });
    expect(run?.status).toBe("cancelled");
    expect(run?._count.metrics).toBeGreaterThan(0);
    expect(last?.type).toBe("run.cancelled");
  });
});
