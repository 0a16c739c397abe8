import { execFileSync } from "node:child_process";
import os from "node:os";
import { root } from "../workspace.mjs";

/** What the figures depend on besides the code. */
export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: git("rev-parse", "--short", "HEAD"),
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    gpu: nvidiaGpu(),
    /** Processes that wanted to run just before: above 0.5 or so, something else disturbs the figures. */
    loadBefore: round(os.loadavg()[0] ?? 0),
  };
}

function nvidiaGpu() {
  const query = ["--query-gpu=name,driver_version", "--format=csv,noheader"];
  return command("nvidia-smi", query)?.split("\n")[0] ?? null;
}

function git(...args) {
  return command("git", ["-C", root, ...args]) ?? "unknown";
}

function command(name, args) {
  try {
    const stdio = ["ignore", "pipe", "ignore"];
    return execFileSync(name, args, { encoding: "utf8", stdio }).trim();
  } catch {
    return null;
  }
}

/** To one decimal. */
export function round(value) {
  return Math.round(value * 10) / 10;
}
