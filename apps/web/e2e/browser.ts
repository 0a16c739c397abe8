import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { PATIENCE } from "./patience.ts";

const APT_GET = "/usr/bin/apt-get";
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A Chromium of this machine: `$CHROME`, a usual place, or Debian's package, installed where that is
 * allowed. Null, with a line that says so, where there is none.
 */
export function findChromium(): string | null {
  const found = look() ?? (install() ? look() : null);
  if (found === null) {
    process.stderr.write(
      "SKIPPED: the browser tests. No Chromium was found and none could be installed; set CHROME to one.\n",
    );
  }
  return found;
}

/** Starts it without a window. @param more Further arguments of its command line. */
export async function launch(executablePath: string, more: string[] = []): Promise<Browser> {
  // The sandbox needs rights that containers and root do not have; only our own pages are opened.
  const args = ["--no-sandbox", ...more];
  return await chromium.launch({ executablePath, args, timeout: PATIENCE });
}

function look(): string | null {
  const { CHROME } = process.env;
  if (CHROME) return existsSync(CHROME) ? CHROME : null;
  return PLACES.find((place) => existsSync(place)) ?? null;
}

function install(): boolean {
  if (process.env.CHROME || process.getuid?.() !== 0 || !existsSync(APT_GET)) return false;
  process.stderr.write("Installing Debian's chromium for the browser tests …\n");
  return apt("update") && apt("install", "--no-install-recommends", "chromium");
}

function apt(...args: string[]): boolean {
  const { status } = spawnSync(APT_GET, ["-qq", "-y", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: PATIENCE,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0;
}

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

// The functions below run in the page.

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

/** The findings of the accessibility checker on the current page, one line each. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const checker = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await checker.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
