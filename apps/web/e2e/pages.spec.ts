import { asTyped } from "@graft/core/contract/commands";
import { expect, test } from "vitest";
import { seedDemo } from "../src/testing/seed-demo.ts";
import { findViolations } from "./browser.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

describeInChromium("the pages in Chromium", (visit) => {
  const site = withDashboard(async ({ db }) => {
    const demo = await seedDemo(db);
    // A process that is gone: Linux numbers end at 2^22.
    await db.run.update({
      where: { id: demo.cancelled },
      data: { status: "running", pid: 2 ** 30, processStart: "" },
    });
    return demo;
  });

  /** Every kind of page. */
  const addresses = () => [
    "/",
    "/?group=repeats&sort=accuracy&baseline=4",
    "/?group=none&columns=accuracy+tags+config.learningRate+metric.train%2Floss",
    "/?filter=methd+%3D+scratch",
    "/?shelf=deleted",
    `/runs/${first()[0]}`,
    `/compare?runs=${first().join(",")}&cell=moved%3A1-1`,
    `/compare?runs=${Object.values(site.demo.finished).flat().join(",")}`,
    "/datasets",
    `/datasets/${site.demo.dataset.id}?show=suspects`,
    `/datasets/${site.demo.dataset.id}/images/${site.demo.dataset.imageIds[0]}`,
  ];

  const first = () => [0, 1, 2, 3].map((i) => Object.values(site.demo.finished)[i]?.[0] ?? 0);

  test("runs: every run with its true status, sorted on demand, chosen ones compared", async () => {
    const { page, open, errors, shift, close } = await visit();
    await open(site.dashboard.address);
    expect(await page.title()).toBe("Runs · Graft");
    const rows = page.locator("tr[data-run]");
    expect(await rows.count()).toBe(12);
    const statuses = await page.locator("tr[data-run] td:nth-child(3)").allInnerTexts();
    expect(statuses.map((text) => text.trim()).toSorted()).toEqual([
      "crashed",
      "failed",
      ...Array<string>(9).fill("finished"),
      "running",
    ]);
    const tuned = rows.filter({ hasText: `run ${site.demo.finished["fine-tuned"][0]}` }).first();
    expect(await tuned.innerText()).toContain("95.0%");
    expect(await tuned.innerText()).toContain("88.8–97.8%");

    await page.getByRole("button", { name: /Accuracy/ }).click();
    await page.waitForURL("**/?sort=accuracy");
    expect(await page.locator('th[aria-sort="descending"]').innerText()).toContain("Accuracy");

    const [one, two] = first();
    await page.locator(`input[value="${one}"]`).check();
    expect(await page.getByRole("button", { name: "Compare" }).isDisabled()).toBe(true);
    await page.locator(`input[value="${two}"]`).check();
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await page.waitForURL("**/compare?runs=*");
    expect(await page.locator("h1").innerText()).toBe("Compare 2 runs");
    expect(errors).toEqual([]);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("one run: numbers, curves, and the images behind a cell of the matrix", async () => {
    const { page, open, reload, errors, shift, close } = await visit();
    await open(`${site.dashboard.address}/runs/${site.demo.finished["fine-tuned"][0]}`);
    expect(await page.locator("h1").innerText()).toBe("fine-tuned");
    const text = await page.locator("main").innerText();
    for (const expected of [
      "95 of 100 correct",
      "95% interval 88.8–97.8%",
      "4 min 12 s",
      "learningRate",
      asTyped("pnpm trainer run --config experiments/run-", process.env),
    ]) {
      expect(text).toContain(expected);
    }
    await expect.poll(() => page.locator("canvas").count()).toBe(2);
    const images = page.locator("section[aria-labelledby=images] figure img");
    await expect.poll(() => images.count()).toBe(5);
    // Before anything is chosen: what a choice brings may take its place late.
    expect(await shift()).toBeLessThan(0.01);
    const cell = page.getByRole("link", { name: /photo predicted as drawing: show/ });
    await cell.click();
    await expect.poll(() => images.count()).toBe(4);
    await expect.poll(() => cell.getAttribute("aria-current")).toBe("true");
    expect(page.url()).toContain("show=1-0");
    await reload();
    await expect.poll(() => images.count()).toBe(4);
    await page.getByRole("link", { name: "All 100" }).click();
    await expect.poll(() => images.count()).toBe(48);
    await images.first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => images.first().evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBe(160);
    expect(errors).toEqual([]);
    await close();
  });

  test("a failed run says what happened and what to do", async () => {
    const { page, open, close } = await visit();
    await open(`${site.dashboard.address}/runs/${site.demo.failed}`);
    const alert = await page.getByRole("alert").first().innerText();
    expect(alert).toContain("train/loss became NaN");
    expect(alert).toContain("Lower the learning rate");
    await close();
  });

  test("compare: verdicts, matrices on one scale, images that divide the runs, settings", async () => {
    const { page, open, reload, errors, shift, close } = await visit();
    await open(`${site.dashboard.address}/compare?runs=${first().join(",")}`);
    const text = await page.locator("main").innerText();
    for (const expected of [
      "right on 95 of 100 images",
      "Holm-corrected for these 6 pairs",
      "Where they disagree",
      "What did transfer buy?",
      "both trained on the same 200 labels",
      "Settings that differ",
    ]) {
      expect(text).toContain(expected);
    }
    // Settings that only some methods have are folded.
    await page.locator("summary", { hasText: "only some of the runs have" }).click();
    await page.getByRole("rowheader", { name: "layerDecay" }).waitFor();
    // The curves of the two trainings, over seconds on demand.
    const curves = page.getByRole("region", { name: "Training" });
    expect(await curves.innerText()).toContain("frozen-features, raw-pixels: no epochs");
    await curves.getByRole("button", { name: "seconds" }).click();
    await curves.getByRole("button", { name: "strong" }).click();
    expect(await curves.locator("figure").first().innerText()).toContain("validation loss");
    // A link that changes one parameter keeps the others.
    await page.getByRole("link", { name: /Set as baseline.*scratch/ }).click();
    await page.waitForURL("**baseline=**");
    expect(new URL(page.url()).search).toMatch(/x=seconds.*smoothing=strong/);
    await reload();
    const pressed = curves.locator("[aria-pressed=true]");
    await expect
      .poll(() => pressed.allInnerTexts())
      .toEqual(["validation", "seconds", "linear", "strong"]);
    expect(await page.locator("table caption").allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining("Confusion matrix of scratch")]),
    );
    await page.getByRole("button", { name: /^All wrong/ }).click();
    const divided = page.locator("section", { hasText: "Where they disagree" }).locator("figure");
    expect(await divided.first().innerText()).toContain("→");
    expect(errors).toEqual([]);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("compare: why the best run beats another, and the images that moved", async () => {
    const { page, open, reload, errors, shift, close } = await visit();
    const [best, other] = [site.demo.finished["fine-tuned"][0], site.demo.finished.scratch[0]];
    await open(`${site.dashboard.address}/compare?runs=${other},${best}`);
    expect(await page.locator("main").innerText()).toContain(
      "fine-tuned is 25 points higher than scratch; with 100 images this is unlikely to be chance",
    );
    // Against another baseline the differences turn round.
    const measured = page.getByRole("region", { name: "Measurements of each run" });
    const accuracy = measured.getByRole("row", { name: /^Accuracy/ });
    expect(await accuracy.innerText()).toContain("−25.0");
    await measured.getByRole("link", { name: /Set as baseline.*scratch/ }).click();
    await page.waitForURL("**&baseline=*");
    await expect.poll(() => accuracy.innerText()).toContain("+25.0");
    // Scratch took 30 images for the wrong class, fine-tuning 5 of them: 14 drawings or more moved.
    const moved = page.getByRole("button", {
      name: /^.\d+.*photo, correct: \d+ more, \d+ fewer/,
    });
    const [, entered = ""] = /(\d+) in/.exec(await moved.innerText()) ?? [];
    await moved.click();
    const images = page.locator("#cell-images figure");
    await expect.poll(() => images.count()).toBe(Number(entered));
    expect(await images.first().innerText()).toMatch(/✓ photo[\s\S]*→ drawing/);
    expect(page.url()).toContain("cell=moved");
    expect(await shift()).toBeLessThan(0.01);
    await reload();
    await expect.poll(() => images.count()).toBe(Number(entered));
    // The other way round, no image is new in this cell.
    await page.getByLabel("From", { exact: true }).selectOption({ label: "fine-tuned" });
    await expect.poll(() => page.url()).toContain(`pair=${best}%2C${other}`);
    expect(await page.locator("#cell-images").innerText()).toContain(
      "photo, correct by scratch, not by fine-tuned: 0 images",
    );
    // All errors of one run, with the predictions of the others.
    await page.getByRole("button", { name: /^all 5 wrong/ }).click();
    await expect.poll(() => images.count()).toBe(5);
    expect(errors).toEqual([]);
    await close();
  });

  test("runs on other images are not tested against each other, and it says why", async () => {
    const { page, open, close } = await visit();
    const [one, two] = site.demo.finished["fine-tuned"];
    await open(
      `${site.dashboard.address}/compare?runs=${one},${two},${site.demo.other},${site.demo.failed}`,
    );
    const text = await page.locator("main").innerText();
    expect(text).toContain("Not all of these runs can be compared");
    expect(text).toContain("not tested, because they were trained and tested on different splits");
    expect(text).toContain("not tested, because they use different data sets");
    expect(text).toContain(`scratch (run ${site.demo.failed}): failed`);
    expect(text).not.toMatch(/p [=<] /);
    await close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing, %s", async (colorScheme) => {
    const { page, open, close } = await visit({ colorScheme });
    for (const address of addresses()) {
      await open(site.dashboard.address + address);
      expect(await findViolations(page), address).toEqual([]);
    }
    await close();
  });

  test("nothing is cut off at 360 pixels", async () => {
    const { page, open, errors, close } = await visit({
      viewport: { width: 360, height: 740 },
    });
    for (const address of addresses()) {
      await open(site.dashboard.address + address);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, address).toBeLessThanOrEqual(360);
    }
    expect(errors).toEqual([]);
    await close();
  });

  test("nothing moves while a page is loaded, on a slow machine with a slow line", async () => {
    const { page, open, shift, close } = await visit();
    const devices = await page.context().newCDPSession(page);
    await devices.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await devices.send("Network.enable");
    await devices.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 100,
      downloadThroughput: 250_000,
      uploadThroughput: 250_000,
    });
    for (const address of addresses()) {
      await open(site.dashboard.address + address);
      expect(await shift(), address).toBeLessThan(0.01);
    }
    await close();
  });

  test("what moves by itself is noticed, what moves at the reader's wish is not, however late", async () => {
    const { page, open, shift, close } = await visit();
    await open(`${site.dashboard.address}/datasets`);
    await page.evaluate(pushDown);
    expect(await shift()).toBeGreaterThan(0.05);

    await open(`${site.dashboard.address}/datasets`);
    await page.locator("h1").click();
    // Longer than browsers take a movement for the answer to a click.
    await page.waitForTimeout(700);
    await page.evaluate(pushDown);
    expect(await shift()).toBeLessThan(0.01);
    await close();
  });

  test("a browser in another time zone and language takes the pages over as they are", async () => {
    const { open, errors, close } = await visit({
      timezoneId: "Pacific/Kiritimati",
      locale: "de-DE",
    });
    const logged = await site.temp.db.runEvent.findFirstOrThrow({ where: { type: "log" } });
    for (const address of [...addresses(), `/runs/${logged.runId}`]) {
      await open(site.dashboard.address + address);
      // React would re-render a page that differs, and say so in the console.
      expect(errors, address).toEqual([]);
    }
    await close();
  });

  test("the theme is chosen by a button and kept", async () => {
    const { page, open, reload, errors, close } = await visit({ colorScheme: "light" });
    await open(site.dashboard.address);
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const button = page.getByRole("button", { name: /^Theme/ });
    await button.click();
    await button.click();
    await expect.poll(ground).not.toBe(light);
    await reload();
    expect(await ground()).not.toBe(light);
    expect(errors).toEqual([]);
    await close();
  });
});

/** Runs in the page: something appears at the top, and all below it moves down. */
function pushDown(): void {
  const block = document.createElement("div");
  block.style.height = "200px";
  document.body.prepend(block);
}
