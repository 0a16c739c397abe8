import { changeRuns } from "@graft/db";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { seedDemo } from "../src/testing/seed-demo.ts";
import { findViolations } from "./browser.ts";
import { describeInChromium, withDashboard } from "./with-dashboard.ts";

interface Place {
  readonly name: string;
  readonly address: string;
  /** Actions before the page is checked. */
  readonly open?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => async (page: Page) =>
  page.getByRole("button", { name, exact: true }).first().click();

const tick = async (page: Page) => page.locator("tr[data-run] input").first().check();

describeInChromium("axe", (visit) => {
  const site = withDashboard(async ({ db }) => {
    const demo = await seedDemo(db);
    await changeRuns(db, [demo.failed], { kind: "delete" });
    return demo;
  });

  const places = (): Place[] => {
    const ids = Object.values(site.demo.finished).map(([first]) => first);
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
        name: "delete permanently",
        address: "/?shelf=deleted",
        open: async (page) => {
          await tick(page);
          await press("Delete permanently…")(page);
        },
      },
      { name: "edit a run in the table", address: "/", open: press(/^Change run/) },
      { name: "a run", address: `/runs/${run}` },
      { name: "edit a run", address: `/runs/${run}`, open: press("Edit") },
      { name: "export of a run", address: `/runs/${run}`, open: press("Export") },
      { name: "a run that failed", address: `/runs/${site.demo.failed}` },
      { name: "a comparison", address: compare },
      { name: "export of a comparison", address: compare, open: press("Export") },
      { name: "a comparison of nothing", address: "/compare" },
      { name: "data sets", address: "/datasets" },
      { name: "a data set", address: `/datasets/${site.demo.dataset.id}` },
      {
        name: "an image",
        address: `/datasets/${site.demo.dataset.id}/images/${site.demo.dataset.imageIds[0]}`,
      },
      { name: "a page that is not there", address: "/nothing" },
    ];
  };

  test.each([
    [360, "light"],
    [360, "dark"],
    [1280, "light"],
  ] as const)("finds nothing at %i pixels, %s, nor in any dialog", async (width, colorScheme) => {
    const { page, open, close } = await visit({
      colorScheme,
      viewport: { width, height: 800 },
    });
    const found: Record<string, string[]> = {};
    for (const place of places()) {
      await open(site.dashboard.address + place.address);
      await place.open?.(page);
      const violations = await findViolations(page);
      if (violations.length > 0) found[place.name] = violations;
    }
    expect(found).toEqual({});
    await close();
  });
});
