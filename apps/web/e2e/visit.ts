import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface Visit {
  readonly page: Page;
  /** Opens an address and waits until its buttons work. */
  readonly open: (address: string) => Promise<void>;
  /** Errors of the console and of scripts, so far. */
  readonly errors: readonly string[];
  /** How much the page has jumped, so far (cumulative layout shift, without the reader's own doing). */
  readonly shift: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A page that notes what goes wrong on it. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(watchShift);
  return {
    page,
    async open(address) {
      await page.goto(address);
      await page.waitForFunction(isHydrated);
    },
    errors,
    shift: () => page.evaluate(() => (globalThis as { shift?: number }).shift ?? 0),
    close: () => context.close(),
  };
}

/** Runs in the page. */
function watchShift(): void {
  const shared = globalThis as { shift?: number };
  shared.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { hadRecentInput, value } = entry as unknown as {
        hadRecentInput: boolean;
        value: number;
      };
      if (!hadRecentInput) shared.shift = (shared.shift ?? 0) + value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Runs in the page: React has taken over the button that every page has. */
export function isHydrated(): boolean {
  const button = document.querySelector("header button");
  return button !== null && Object.keys(button).some((key) => key.startsWith("__react"));
}
