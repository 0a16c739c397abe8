import type { Browser, Page } from "playwright-core";

/** Something a person waits for. */
export type Figure = {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
};

/** A duration in seconds as a figure, against a limit in milliseconds. */
export function within(what: string, measured: number, limit: number): Figure {
  return {
    what,
    target: `under ${limit / 1000} s`,
    measured: `${(measured / 1000).toFixed(2)} s`,
    met: measured < limit,
  };
}

/** Any other number, with its unit. */
export function below(
  what: string,
  measured: number,
  [limit, unit]: readonly [number, string],
): Figure {
  return {
    what,
    target: `under ${limit} ${unit}`,
    measured: `${Number(measured.toPrecision(3))} ${unit}`,
    met: measured < limit,
  };
}

/** The middle of several measurements. */
export async function median(times: number, measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await measure());
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

/** A window of the size that is measured, patient enough for a busy machine. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  return page;
}

/** Milliseconds after which something is taken for broken, not slow. */
const PATIENCE = 120_000;

/** From the request of an address to the moment something is drawn on it. */
export async function timeToSee(
  browser: Browser,
  address: string,
  selector: string,
): Promise<number> {
  const page = await openPage(browser);
  try {
    const started = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await seen(page, selector);
    return performance.now() - started;
  } finally {
    await page.close();
  }
}

/** Waits until something is there and the browser has drawn it. */
export async function seen(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
}

/** Bytes of JavaScript that a page loads, as they travel: compressed. */
export async function scriptBytes(browser: Browser, address: string): Promise<number> {
  const page = await openPage(browser);
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const scripts = new Set<string>();
  let bytes = 0;
  client.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.close();
  return bytes;
}
