import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import { dirname, join } from "node:path";
import { backendsHome } from "../../../files/user-cache.ts";

interface Driver {
  /** Folder of the Vulkan loader and of the libraries that the driver needs; null: the system's own. */
  readonly libraries: string | null;
  /** The file that tells the loader of the driver. */
  readonly manifest: string;
}

/**
 * Makes a Vulkan driver that computes on the processor this process's only one, and allows it.
 *
 * @returns Why not, in words for the name of a skipped test; null where it was done.
 */
export function useSoftwareVulkan(): string | null {
  if (process.platform !== "linux") return "software Vulkan is looked for on Linux only";
  const driver = findDriver();
  if (!driver) {
    return "no software Vulkan; `node scripts/fetch-lavapipe.mjs`, or apt-get install chromium";
  }
  const { libraries, manifest } = driver;
  process.env["GRAFT_SOFTWARE_GPU"] = "1";
  process.env["VK_DRIVER_FILES"] = manifest;
  if (libraries) {
    // For the processes that are started; this one's linker has read it already.
    const path = [libraries, process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":");
    process.env["LD_LIBRARY_PATH"] = path;
    preload(join(libraries, "libvulkan.so.1"));
  }
  return null;
}

/**
 * Chromium's SwiftShader, which is the faster one for many small programs, because it compiles them in a
 * tenth of the time; else lavapipe, installed or as `scripts/fetch-lavapipe.mjs` leaves it.
 */
function findDriver(): Driver | null {
  const fetched = join(backendsHome(), "lavapipe");
  const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";
  const lavapipe: Driver[] = [
    { libraries: join(fetched, "lib"), manifest: join(fetched, "lvp_icd.json") },
    ...systemDrivers(),
  ];
  const candidates = [{ libraries: dirname(swiftShader), manifest: swiftShader }, ...lavapipe];
  const wanted = process.env["GRAFT_TEST_VULKAN"] === "lavapipe" ? lavapipe : candidates;
  return wanted.find(({ manifest }) => existsSync(manifest)) ?? null;
}

/** Mesa 25 and later: WebGPU refuses the lavapipe of older ones. */
function systemDrivers(): Driver[] {
  const folder = "/usr/share/vulkan/icd.d";
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.startsWith("lvp_icd"))
    .map((name) => ({ libraries: null, manifest: join(folder, name) }));
}

/** From dlfcn.h; Node names the other flags only. */
const RTLD_NODELETE = 0x1000;

/** Loads a library that is not a Node module: Node complains, but it stays, and is found by its name. */
function preload(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, os.constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    if (!/did not self-register/.test((error as Error).message)) throw error;
  }
}
