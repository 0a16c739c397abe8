import { execFileSync } from "node:child_process";
import os from "node:os";
import { root } from "./workspace.mjs";

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
  };
}

/**
 * The figures of one experiment from its event lines (`trainer run --json`).
 *
 * Images per second are the median over the epochs of a method; a classical method has none.
 */
export function summarise(engine, lines) {
  const ready = lines.find(({ type }) => type === "engine.ready");
  const finished = lines.find(({ type }) => type === "experiment.finished");
  const methods = finished.results.map(({ run, method, repeat, seconds, score }) => ({
    method,
    repeat,
    seconds: round(seconds),
    imagesPerSecond: median(
      lines
        .filter((line) => line.type === "epoch.finished" && line.run === run)
        .map((line) => line.imagesPerSecond),
    ),
    accuracy: score ? score.correct / score.total : null,
  }));
  return {
    engine,
    version: ready.version,
    detail: ready.detail,
    dataset: lines.find(({ type }) => type === "dataset.ready"),
    methods,
    seconds: round(finished.seconds),
    peakMemoryMB: Math.round(finished.peakMemory / 1e6),
  };
}

/** The report as Markdown: a table per engine. */
export function benchmarkTable({ machine, measured }) {
  const { date, commit, node, platform, cpu, cores, memoryGiB } = machine;
  const lines = [
    "# Benchmark",
    "",
    `${date}, commit ${commit}, Node ${node}, ${platform}, ${cpu}, ${cores} cores, ${memoryGiB} GiB.`,
    "",
  ];
  for (const engine of measured) lines.push(...engineTable(engine));
  return `${lines.join("\n").trimEnd()}\n`;
}

function engineTable({ engine, version, detail, methods, seconds, peakMemoryMB, dataset }) {
  const rows = methods.map(({ method, imagesPerSecond, accuracy, seconds: own }) => {
    const rate = imagesPerSecond === null ? "–" : imagesPerSecond.toFixed(1);
    const score = accuracy === null ? "–" : accuracy.toFixed(3);
    return `| ${method} | ${own} | ${rate} | ${score} |`;
  });
  return [
    `## ${engine} ${version} (${detail})`,
    "",
    "| method | seconds | training images/s | test accuracy |",
    "|---|---|---|---|",
    ...rows,
    `| **all, with start and decoding** | **${seconds}** | | |`,
    "",
    `${dataset.numImages} images of ${dataset.name}, decoded in ${round(dataset.seconds)} s. Peak memory of the process: ${peakMemoryMB} MB.`,
    "",
  ];
}

function median(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return round(value);
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function git(...args) {
  try {
    return execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
