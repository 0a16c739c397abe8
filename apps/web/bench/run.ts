// `pnpm bench:web`: how fast the dashboard is over a database of 1,000 runs, in real Chromium. See docs/benchmarks.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { closeDb, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { findChromium, launch } from "../e2e/browser.ts";
import { freePort } from "../e2e/dashboard.ts";
import {
  type Bench,
  compareFigure,
  curveFigures,
  liveFigures,
  memoryFigures,
  tableFigures,
} from "./figures.ts";
import { type Figure, timeToSee, within } from "./measure.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const home = process.env.GRAFT_BENCH_HOME ?? path.join(os.tmpdir(), "graft-bench-web");
const chromium = findChromium();
if (chromium === null) process.exit(1);
const filled = fill();
const browser = await launch(chromium);
const port = await freePort();
const address = `http://localhost:${port}`;
const figures: Figure[] = [];

const started = performance.now();
const server = spawn(
  process.execPath,
  [path.join(root, "scripts/dashboard.mjs"), "--port", String(port)],
  { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, GRAFT_HOME: home } },
);
await ready(server);
await timeToSee(browser, address, "tr[data-run]");
figures.push(within("cold start to first page shown", performance.now() - started, 2000));

const db = await openDb({ path: dbPath(home) });
const bench: Bench = {
  browser,
  db,
  address,
  serverPid: findServer(server),
  longRun: filled.longRun,
};
try {
  figures.push(...(await tableFigures(bench)));
  figures.push(await compareFigure(bench));
  figures.push(...(await curveFigures(bench)));
  figures.push(...(await liveFigures(bench)));
  figures.push(...(await memoryFigures(bench)));
} finally {
  print(figures);
  await closeDb(db);
  await browser.close();
  server.kill("SIGTERM");
}
process.exitCode = figures.every(({ met }) => met) ? 0 : 1;

/** Fills the database unless it is there from the last time; that takes some minutes. */
function fill(): { runs: number; points: number; longRun: number } {
  const about = path.join(home, "bench.json");
  if (!existsSync(about)) {
    mkdirSync(home, { recursive: true });
    process.stderr.write(`Filling ${home} ...\n`);
    execFileSync(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "seed.ts")], {
      stdio: "inherit",
      env: { ...process.env, GRAFT_HOME: home },
    });
  }
  return JSON.parse(readFileSync(about, "utf8"));
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (text) => String(text).includes("Dashboard:") && resolve());
    child.on("exit", (status) => reject(new Error(`The dashboard ended with status ${status}.`)));
  });
}

/** The process that answers: `pnpm dashboard` starts it. */
function findServer(child: ChildProcess): number | null {
  if (process.platform !== "linux") return null;
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  const [first] = readFileSync(children, "utf8").trim().split(" ").map(Number);
  return first ?? null;
}

function print(all: readonly Figure[]): void {
  const { cpus, totalmem } = os;
  const lines = [
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; ${filled.runs} runs x 20 metrics x ${filled.points} points, 100 test images each.`,
    "",
    "| | target | measured | |",
    "|---|---|---|---|",
    ...all.map(
      ({ what, target, measured, met }) =>
        `| ${what} | ${target} | ${measured} | ${met ? "ok" : "**missed**"} |`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
