import { asTyped } from "@graft/core/contract/commands";
import type { RunRecorder } from "@graft/db";
import { afterAll, expect, test } from "vitest";
import { appendResult, type DemoRun, demoEpoch, startDemoRun } from "../src/testing/demo-runs.ts";
import { seedSmall } from "../src/testing/seed-demo.ts";
import { startDashboard } from "./dashboard.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("live in Chromium", (visit) => {
  let run: DemoRun;
  let recorder: RunRecorder;

  const site = withDashboard(() => undefined);
  afterAll(async () => await recorder?.close());

  test("an empty database says what to do, and the first run appears by itself", async () => {
    const { page, open, errors, close } = await visit();
    await open(site.dashboard.address);
    const commands = await page.locator("main pre").allInnerTexts();
    expect(commands).toContain("npm run demo");
    const own = asTyped("pnpm trainer run --config experiments/mine.json", process.env);
    expect(commands).toContain(own);
    expect(await page.locator("main").innerText()).toContain(
      `It reads ${site.temp.home}/graft.db.`,
    );
    ({ run, recorder } = await seedSmall(site.temp.db));
    await expect.poll(() => page.locator("tbody").innerText()).toContain("running");
    expect(errors).toEqual([]);
    await close();
  });

  test("a page that is open follows the run to its end without a reload", async () => {
    const { page, open, errors, close } = await visit();
    await open(`${site.dashboard.address}/runs/${recorder.id}`);
    const figures = page.locator("h1").or(page.locator("main dl").first().locator("dt"));
    const places = await figures.evaluateAll(topsOf);
    expect(places).toHaveLength(5);
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    const main = page.locator("main");
    const status = page.locator("h1 + span");
    expect(await status.innerText()).toBe("running");
    for (const epoch of [1, 2, 3]) {
      await recorder.append(demoEpoch("scratch", epoch));
      await expect.poll(() => main.innerText()).toContain(`epoch ${epoch}`);
    }
    expect(await main.innerText()).toMatch(/about .+ left/);
    await appendResult(recorder, run);
    await expect.poll(() => status.innerText()).toBe("finished");
    await expect.poll(() => main.innerText()).toContain("Confusion matrix");
    expect(await main.innerText()).toMatch(/\d of 2 correct/);
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    expect(errors).toEqual([]);
    // Charts and matrix appear below what is there; the figures above keep their places.
    expect(await figures.evaluateAll(topsOf)).toEqual(places);
    await close();
  });

  test("what else was logged follows as well, also when another look is chosen meanwhile", async () => {
    const { page, open, errors, close } = await visit();
    const other = await startDemoRun(site.temp.db, run);
    for (const epoch of [1, 2]) await other.append(demoEpoch("scratch", epoch));
    await open(`${site.dashboard.address}/runs/${other.id}`);
    const training = page.locator("section[aria-labelledby=curves]");
    const rate = training.getByRole("img", { name: /^learning-rate over/ });
    await training.getByRole("link", { name: "learning-rate" }).click();
    await expect.poll(() => rate.getAttribute("aria-label")).toContain("over 2 epochs");
    await other.append(demoEpoch("scratch", 3));
    await expect.poll(() => rate.getAttribute("aria-label")).toContain("over 3 epochs");
    await training.getByRole("link", { name: "Time" }).click();
    await page.waitForURL("**axis=seconds**");
    await other.append(demoEpoch("scratch", 4));
    await expect.poll(() => rate.getAttribute("aria-label")).toContain("over 4 epochs");
    await page.locator("summary", { hasText: "All numbers" }).click();
    const epochs = page.locator("details tbody th");
    expect(await epochs.allInnerTexts()).toEqual(["1", "2", "3", "4"]);
    expect(errors).toEqual([]);
    await other.append({ type: "run.cancelled", reason: "the test is over" });
    await other.close();
    await close();
  });

  test("a hidden tab lets go of its line, and is told only what it missed", async () => {
    const { page, open, errors, close } = await visit();
    const hidden = await startDemoRun(site.temp.db, run);
    await hidden.append(demoEpoch("scratch", 1));
    const lines: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/events?")) lines.push(new URL(request.url()).search);
    });
    await open(`${site.dashboard.address}/runs/${hidden.id}`);
    const main = page.locator("main");
    await expect.poll(() => lines).toEqual(["?after=2"]);
    await hidden.append(demoEpoch("scratch", 2));
    await expect.poll(() => main.innerText()).toContain("epoch 2");

    await page.evaluate(setVisibility, "hidden");
    for (const epoch of [3, 4, 5]) await hidden.append(demoEpoch("scratch", epoch));
    expect(await main.innerText()).not.toContain("epoch 5");
    await page.evaluate(setVisibility, "visible");
    await expect.poll(() => main.innerText()).toContain("epoch 5");
    expect(lines).toEqual(["?after=2", "?after=3"]);
    await page.locator("summary", { hasText: "All numbers" }).click();
    expect(await page.locator("details tbody tr").count()).toBe(5);
    expect(errors).toEqual([]);
    await hidden.append({ type: "run.cancelled", reason: "the test is over" });
    await hidden.close();
    await close();
  });

  test("a page that is open outlives its server: it says so, and catches up with the next one", async () => {
    const { page, open, close } = await visit();
    const kept = await startDemoRun(site.temp.db, run);
    await kept.append(demoEpoch("scratch", 1));
    await open(`${site.dashboard.address}/runs/${kept.id}`);
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    const main = page.locator("main");
    await expect.poll(() => main.innerText()).toContain("epoch 1");

    await site.dashboard.stop();
    await expect.poll(() => main.innerText()).toContain("does not answer; trying again");
    for (const epoch of [2, 3]) await kept.append(demoEpoch("scratch", epoch));
    site.dashboard = await startDashboard(site.temp.home, site.dashboard.port);
    await expect.poll(() => main.innerText()).toContain("epoch 3");
    expect(await main.innerText()).not.toContain("does not answer");
    await kept.append(demoEpoch("scratch", 4));
    await expect.poll(() => main.innerText()).toContain("epoch 4");

    await page.locator("summary", { hasText: "All numbers" }).click();
    const epochs = page.locator("details tbody th");
    expect(await epochs.allInnerTexts()).toEqual(["1", "2", "3", "4"]);
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    await kept.append({ type: "run.cancelled", reason: "the test is over" });
    await kept.close();
    await close();
  });

  test("the table of runs outlives its server as well", async () => {
    const { page, open, close } = await visit();
    await open(site.dashboard.address);
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    await site.dashboard.stop();
    site.dashboard = await startDashboard(site.temp.home, site.dashboard.port);
    const later = await startDemoRun(site.temp.db, run);
    await expect
      .poll(() => page.locator(`tr[data-run="${later.id}"]`).innerText())
      .toContain("running");
    const heading = page.locator("h1 + p");
    await expect.poll(() => heading.innerText()).toContain("1 running");
    await later.append({ type: "run.cancelled", reason: "the test is over" });
    await later.close();
    await expect.poll(() => heading.innerText()).not.toContain("running");
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    await close();
  });

  test("a run whose process dies is shown as crashed on the page that is open", async () => {
    const { page, open, close } = await visit();
    const second = await startDemoRun(site.temp.db, run);
    await open(`${site.dashboard.address}/runs/${second.id}`);
    expect(await page.locator("h1 + span").innerText()).toBe("running");
    await second.close();
    await site.temp.db.run.update({
      where: { id: second.id },
      data: { pid: 2 ** 30, processStart: "" },
    });
    await expect.poll(() => page.locator("h1 + span").innerText()).toBe("crashed");
    await close();
  });
});

// These run in the page.

function topsOf(elements: Element[]): number[] {
  return elements.map((element) => Math.round(element.getBoundingClientRect().top));
}

function setVisibility(state: string): void {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
