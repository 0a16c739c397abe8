import { changeRuns } from "@graft/db";
import { type TempDb, tempDb } from "@graft/db/testing";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demo, seedDemo } from "../src/testing/seed-demo.ts";
import { findChromium, launch } from "./chromium.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";
import { findViolations } from "./find-violations.ts";
import { visit } from "./visit.ts";

const chromium = findChromium();

interface Place {
  readonly name: string;
  readonly address: string;
  /** What is done there before it is looked at. */
  readonly open?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => async (page: Page) =>
  page.getByRole("button", { name, exact: true }).first().click();

const tick = async (page: Page) => page.locator("tr[data-run] input").first().check();

describe.skipIf(chromium === null)("axe", () => {
  let temp: TempDb;
  let demo: Demo;
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    temp = await tempDb();
    demo = await seedDemo(temp.db);
    await changeRuns(temp.db, [demo.failed], { kind: "delete" });
    dashboard = await startDashboard(temp.home);
    browser = await launch(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
    await temp?.dispose();
  });

  const places = (): Place[] => {
    const ids = Object.values(demo.finished).map(([first]) => first);
    const [run] = ids;
    const compare = `/compare?runs=${ids.join(",")}`;
    return [
      { name: "runs", address: "/" },
      { name: "runs, their repeats and a baseline", address: `/?group=repeats&baseline=${run}` },
      { name: "a filter with a fault", address: "/?filter=methd+%3D+scratch" },
      { name: "what the filter understands", address: "/", open: press("How to filter, and keys") },
      { name: "columns", address: "/", open: press("Columns") },
      { name: "views", address: "/", open: press("Views") },
      { name: "export of runs", address: "/", open: press("Export") },
      {
        name: "chosen runs",
        address: "/",
        open: tick,
      },
      {
        name: "tag",
        address: "/",
        open: async (page) => {
          await tick(page);
          await press("Tag…")(page);
        },
      },
      {
        name: "delete for good",
        address: "/?shelf=deleted",
        open: async (page) => {
          await tick(page);
          await press("Delete for good…")(page);
        },
      },
      { name: "edit a run in the table", address: "/", open: press(/^Change run/) },
      { name: "a run", address: `/runs/${run}` },
      { name: "edit a run", address: `/runs/${run}`, open: press("Edit") },
      { name: "export of a run", address: `/runs/${run}`, open: press("Export") },
      { name: "a run that failed", address: `/runs/${demo.failed}` },
      { name: "a comparison", address: compare },
      { name: "export of a comparison", address: compare, open: press("Export") },
      { name: "a comparison of nothing", address: "/compare" },
      { name: "data sets", address: "/datasets" },
      { name: "a data set", address: `/datasets/${demo.dataset.id}` },
      {
        name: "an image",
        address: `/datasets/${demo.dataset.id}/images/${demo.dataset.imageIds[0]}`,
      },
      { name: "a page that is not there", address: "/nothing" },
    ];
  };

  test.each([
    [360, "light"],
    [360, "dark"],
    [1280, "light"],
  ] as const)("finds nothing at %i pixels, %s, nor in any dialog", async (width, colorScheme) => {
    const { page, open, close } = await visit(browser, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    const found: Record<string, string[]> = {};
    for (const place of places()) {
      await open(dashboard.address + place.address);
      await place.open?.(page);
      const violations = await findViolations(page);
      if (violations.length > 0) found[place.name] = violations;
    }
    expect(found).toEqual({});
    await close();
  });
});
