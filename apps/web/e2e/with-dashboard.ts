import { type TempDb, tempDb } from "@graft/db/testing";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { findChromium, launch, type Visit, visit } from "./browser.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";

export interface Site<Demo> {
  /** The dashboard's database, open for the tests as well. */
  readonly temp: TempDb;
  /** What `seed` returned. */
  readonly demo: Demo;
  /** A test that stops it puts the next one here. */
  dashboard: Dashboard;
}

/**
 * A dashboard over a database of its own for all tests of a file or a `describe`: filled by `seed`, started before
 * the first test, stopped and removed after the last one. Its fields can be read inside tests only.
 */
export function withDashboard<Demo = void>(
  seed: (temp: TempDb) => Promise<Demo> | Demo,
): Site<Demo> {
  const site: { -readonly [Key in keyof Site<Demo>]?: Site<Demo>[Key] } = {};
  beforeAll(async () => {
    site.temp = await tempDb();
    site.demo = await seed(site.temp);
    site.dashboard = await startDashboard(site.temp.home);
  });
  afterAll(async () => {
    await site.dashboard?.stop();
    await site.temp?.dispose();
  });
  return site as Site<Demo>;
}

/** Opens a page that notes what goes wrong on it. */
type OpenPage = (options?: BrowserContextOptions) => Promise<Visit>;

/** Tests in a real Chromium; skipped, with a line on stderr, where there is none. */
export function describeInChromium(name: string, tests: (visit: OpenPage) => void): void {
  const chromium = findChromium();
  describe.skipIf(chromium === null)(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch(chromium ?? "");
    });
    afterAll(async () => {
      await browser?.close();
    });
    tests((options) => visit(browser, options));
  });
}
