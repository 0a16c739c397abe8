import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PATIENCE } from "./patience.ts";

export interface Visit {
  readonly page: Page;
  /** Opens an address and waits until everything on the page works. */
  readonly open: (address: string) => Promise<void>;
  /** Loads the page again and waits as `open` does. */
  readonly reload: () => Promise<void>;
  /** Errors of the console and of scripts, so far. */
  readonly errors: readonly string[];
  /**
   * How much the page has moved by itself since it was opened: its layout shift, as browsers measure it, up to
   * the reader's first click or key. Browsers themselves blame the reader for half a second only; a busy
   * machine answers a click later than that, and the answer would count.
   */
  readonly shift: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A page that notes what goes wrong on it. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(watchShift);
  const isReady = async () => {
    await page.waitForFunction(isHydrated);
    await page.evaluate(nextFrames);
  };
  return {
    page,
    async open(address) {
      await page.goto(address);
      await isReady();
    },
    async reload() {
      await page.reload();
      await isReady();
    },
    errors,
    async shift() {
      await page.evaluate(nextFrames);
      return await page.evaluate(() => (globalThis as Partial<Shifted>).readShift?.() ?? 0);
    },
    close: () => context.close(),
  };
}

interface Shifted {
  readShift(): number;
}

// What follows runs in the page.

function watchShift(): void {
  let shift = 0;
  let touched = Number.POSITIVE_INFINITY;
  const touch = ({ timeStamp }: Event) => {
    touched = Math.min(touched, timeStamp);
  };
  for (const type of ["pointerdown", "keydown", "input"]) addEventListener(type, touch, true);
  const take = (entries: PerformanceEntryList) => {
    for (const entry of entries) {
      const { startTime, value } = entry as PerformanceEntry & { value: number };
      if (startTime < touched) shift += value;
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const shared: Shifted = {
    readShift() {
      take(observer.takeRecords());
      return shift;
    },
  };
  Object.assign(globalThis, shared);
}

/** What has been drawn is measured by then, and what React does after drawing is done. */
function nextFrames(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  });
}

/** What is read here of React's own tree. */
interface Fiber {
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly stateNode: { readonly current?: Fiber } | null;
  /** Of the root: whether it still is the server's. Of a Suspense: where the server's part begins. */
  readonly memoizedState: { isDehydrated?: boolean; dehydrated?: unknown } | null;
}

/** Whether React has taken over all of the server's page: a click before that may be lost. */
export function isHydrated(): boolean {
  const name = Object.keys(document).find((key) => key.startsWith("__reactContainer"));
  if (!name) return false;
  const root = (document as unknown as Record<string, Fiber>)[name]?.stateNode?.current;
  if (!root || root.memoizedState?.isDehydrated) return false;
  const left = [root.child];
  for (let fiber = left.pop(); fiber !== undefined; fiber = left.pop()) {
    if (fiber === null) continue;
    if (fiber.memoizedState?.dehydrated) return false;
    left.push(fiber.sibling, fiber.child);
  }
  return true;
}
