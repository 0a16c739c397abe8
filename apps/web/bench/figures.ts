import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Db, type RunRecorder, startRun } from "@graft/db";
import type { Browser, Page } from "playwright-core";
import { isHydrated } from "../e2e/browser.ts";
import { DEMO_METHODS } from "../src/testing/demo-runs.ts";
import {
  below,
  type Figure,
  median,
  openPage,
  scriptBytes,
  seen,
  timeToSee,
  within,
} from "./measure.ts";

export interface Bench {
  readonly browser: Browser;
  readonly db: Db;
  readonly address: string;
  /** Of the server that answers, on Linux; null where it cannot be told. */
  readonly serverPid: number | null;
  /** The run with a million points. */
  readonly longRun: number;
}

const ROW = "tr[data-run]";

/** First rows of the table, and a filter and an order on the page that is open. */
export async function tableFigures({ browser, address }: Bench): Promise<Figure[]> {
  const first = await median(5, () => timeToSee(browser, address, ROW));
  const page = await openPage(browser);
  await page.goto(address);
  await page.waitForFunction(isHydrated);
  // Where the accuracies lie: each of these finds another number of runs.
  let wanted = 90;
  const filter = await median(5, async () => {
    wanted += 1;
    const before = await page.locator("main p").first().innerText();
    const started = performance.now();
    await page.getByRole("searchbox").fill(`method = fine-tuned and accuracy > ${wanted}%`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      (text) => document.querySelector("main p")?.textContent !== text,
      before,
      { polling: "raf" },
    );
    return performance.now() - started;
  });
  await page.goto(address);
  await page.waitForFunction(isHydrated);
  const heading = page.getByRole("button", { name: /Accuracy/ });
  const sort = await median(5, () => timeSort(page, () => heading.click()));
  await page.close();
  const bytes = await scriptBytes(browser, address);
  return [
    within("runs table, first rows shown", first, 800),
    within("filter", filter, 300),
    within("sort", sort, 300),
    below("JavaScript sent for the runs page", bytes / 1000, [250, "kB compressed"]),
  ];
}

async function timeSort(page: Page, click: () => Promise<void>): Promise<number> {
  const before = await page.locator(ROW).first().getAttribute("data-run");
  const started = performance.now();
  await click();
  await page.waitForFunction(
    (id) => document.querySelector("tr[data-run]")?.getAttribute("data-run") !== id,
    before,
    { polling: "raf" },
  );
  return performance.now() - started;
}

/** Ten runs side by side. */
export async function compareFigure({ browser, address, db }: Bench): Promise<Figure> {
  const [split] = await db.run.findMany({ where: { numTested: { gt: 0 } }, take: 1 });
  const runs = await db.run.findMany({
    where: { splitId: split?.splitId ?? 0, numTested: { gt: 0 } },
    take: 10,
    select: { id: true },
  });
  const compare = `${address}/compare?runs=${runs.map(({ id }) => id).join(",")}`;
  const time = await median(3, () => timeToSee(browser, compare, "main section"));
  return within("compare 10 runs, everything above the fold", time, 1000);
}

/** The curve of a million points. */
export async function curveFigures({ browser, address, longRun }: Bench): Promise<Figure[]> {
  const page = `${address}/runs/${longRun}`;
  const time = await median(3, () => timeToSee(browser, page, "canvas"));
  const html = await (await fetch(page)).text();
  const numbers = /\\?"key\\?":\\?"train\/loss\\?".*?\\?"high\\?":\[[^\]]*\]/.exec(html)?.[0] ?? "";
  const points = (numbers.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)?.length ?? Number.NaN) * 0.75;
  return [
    within("one curve of 1,000,000 points", time, 1000),
    below("numbers sent for it, beside its steps", points, [3001, "points"]),
  ];
}

/** Points written at 50 a second: how long each takes to the screen, and whether all get there. */
export async function liveFigures({ browser, address, db }: Bench): Promise<Figure[]> {
  const recorder = await openRun(db);
  const page = await openPage(browser);
  await page.goto(`${address}/runs/${recorder.id}`, { waitUntil: "load" });
  await seen(page, "h1");
  const count = 500;
  await page.evaluate(watchEpochs);
  const sent: number[] = [];
  for (let number = 1; number <= count; number++) {
    const due = performance.now() + 20;
    sent.push(Date.now());
    await recorder.append(epoch(number, count));
    await sleep(Math.max(0, due - performance.now()));
  }
  await page.waitForFunction((last) => (globalThis as Watched).seen?.has(last), count);
  const seenAt = new Map(await page.evaluate(() => [...((globalThis as Watched).seen ?? [])]));
  const delays = [...seenAt].map(([number, at]) => at - (sent[number - 1] ?? 0));
  // A frame shows the last of several points: how many the curve holds tells whether one was lost.
  await page.locator("summary", { hasText: "All numbers" }).click();
  const rows = await page.locator("details tbody tr").count();
  await recorder.append({ type: "run.finished", seconds: 1 });
  await recorder.close();
  await page.close();
  return [
    within("a new live point to the screen at 50 a second, the slowest", Math.max(...delays), 1000),
    below("points lost of 500", count - rows, [1, "points"]),
  ];
}

interface Watched {
  seen?: Map<number, number>;
}

/** Runs in the page: notes when an epoch is first shown. No function in it has a name: the bundler would mark it. */
function watchEpochs(): void {
  const seen = new Map<number, number>();
  (globalThis as Watched).seen = seen;
  setInterval(() => {
    const [, text] = /epoch ([\d,]+)/.exec(document.querySelector("main")?.textContent ?? "") ?? [];
    const number = Number(text?.replace(",", ""));
    if (number > 0 && !seen.has(number)) seen.set(number, Date.now());
  }, 10);
}

async function openRun(db: Db): Promise<RunRecorder> {
  const run = await db.run.findFirstOrThrow({ orderBy: { id: "asc" } });
  const recorder = await startRun(db, {
    experimentId: run.experimentId,
    method: "scratch",
    repeat: 0,
    seed: 1,
    splitId: run.splitId,
    config: DEMO_METHODS.scratch,
    environment: {},
    device: "auto",
    backend: "wasm",
    backendReason: "a made-up run of the benchmark",
  });
  await recorder.append({
    type: "run.started",
    method: "scratch",
    repeat: 0,
    numTrain: 200,
    numValidation: 0,
    numTest: 100,
    backend: "wasm",
  });
  return recorder;
}

function epoch(number: number, epochs: number) {
  return {
    type: "epoch.finished",
    epoch: number,
    epochs,
    metrics: { "train/loss": 1 / number, "train/accuracy": 1 - 1 / number },
    imagesPerSecond: 10,
    seconds: number / 50,
  } as const;
}

/** Memory of the server after many pages. */
export async function memoryFigures({ browser, address, serverPid }: Bench): Promise<Figure[]> {
  if (serverPid === null) return [];
  const page = await openPage(browser);
  const visits = ["/", "/?group=repeats", "/runs/1", "/compare?runs=1,2,3,4", "/datasets/1"];
  const memory: number[] = [];
  for (let i = 0; i < 200; i++) {
    await page.goto(address + (visits[i % visits.length] ?? "/"), { waitUntil: "load" });
    if (i % 50 === 49) memory.push(residentMegabytes(serverPid));
  }
  await page.close();
  const [after50 = 0, , , after200 = 0] = memory;
  return [
    below("the dashboard's memory after 200 pages", after200, [500, "MB"]),
    below("growth from page 50 to page 200", Math.max(0, after200 - after50), [100, "MB"]),
  ];
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024) / 1e6;
}
