import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
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

/** Starts it without a window. */
export async function launch(executablePath: string): Promise<Browser> {
  // The sandbox needs rights that containers and root do not have; only our own pages are opened.
  return await chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: PATIENCE });
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
