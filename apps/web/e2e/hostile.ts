import { readdirSync } from "node:fs";
import path from "node:path";
import { changeRuns, createExperiment, saveView, storeArtifact } from "@graft/db";
import type { TempDb } from "@graft/db/testing";
import { type DemoDataset, seedDataset, seedSplit } from "../src/testing/demo-dataset.ts";
import { appendResult, appendTraining, startDemoRun } from "../src/testing/demo-runs.ts";

/** A name that tries to be markup. */
export const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
/** A name that tries to be a formula. */
export const FORMULA = '=HYPERLINK("http://evil.example","click")';

export interface HostileDemo {
  readonly dataset: DemoDataset;
  /** Two runs that were tested on the same images. */
  readonly runIds: readonly [number, number];
  /** Hash of a file that the first run made. */
  readonly artifact: string;
}

/** A database in which everything that has a name has a hostile one. */
export async function seedHostile({ db, home }: TempDb): Promise<HostileDemo> {
  const dataset = await seedDataset(db, {
    name: HOSTILE,
    classNames: [FORMULA, `photo ${HOSTILE}`],
    perClass: 6,
  });
  const experimentId = await createExperiment(db, {
    name: HOSTILE,
    config: { name: HOSTILE, dataset: { path: HOSTILE } },
    datasetId: dataset.id,
  });
  const split = await seedSplit(db, dataset, 0);
  const stored = await storeArtifact(home, new TextEncoder().encode("weights"));
  const seedRun = async (kind: "scratch" | "frozen-features") => {
    const run = { experimentId, dataset, split, kind };
    const recorder = await startDemoRun(db, run);
    await recorder.append({ type: "log", level: "warning", message: HOSTILE });
    await appendTraining(recorder, kind, 1);
    await recorder.append({ type: "artifact", kind: HOSTILE, name: HOSTILE, ...stored });
    await appendResult(recorder, run);
    await recorder.close();
    return recorder.id;
  };
  const runIds = [await seedRun("scratch"), await seedRun("frozen-features")] as const;
  await changeRuns(db, runIds, { kind: "rename", name: HOSTILE });
  await changeRuns(db, runIds, { kind: "tag", name: HOSTILE.slice(0, 50) });
  await changeRuns(db, runIds, { kind: "note", text: `${FORMULA}\n${HOSTILE}` });
  await saveView(db, { name: HOSTILE, query: 'filter="><script>alert(1)</script>' });
  return { dataset, runIds, artifact: stored.sha256 };
}

/** One route of the API, and how to ask for something that is there. */
export interface ApiRoute {
  readonly method: "GET" | "POST";
  /** For each parameter in square brackets, one that names something. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

/** Every route of the API: one that is missing here, or is here and nowhere else, fails the test. */
export function apiRoutes({
  dataset,
  runIds,
  artifact,
}: HostileDemo): Readonly<Record<string, ApiRoute>> {
  const id = String(runIds[0]);
  const runs = runIds.join(",");
  const pin = JSON.stringify({ ids: runIds, change: { kind: "pin" } });
  const view = JSON.stringify({ kind: "save", name: "mine", query: "" });
  return {
    "/api/charts/compare/[file]": {
      method: "GET",
      params: { file: "accuracy.svg" },
      query: { runs, theme: "dark" },
    },
    "/api/charts/runs/[id]/[file]": {
      method: "GET",
      params: { id, file: "curve.svg" },
      query: { quantity: "loss" },
    },
    "/api/export/[file]": {
      method: "GET",
      params: { file: "runs.csv" },
      query: { filter: "accuracy > 0", sort: "accuracy", columns: "accuracy tags", baseline: id },
    },
    "/api/export/compare/[file]": {
      method: "GET",
      params: { file: "images.csv" },
      query: { runs },
    },
    "/api/export/datasets/[id]/[file]": {
      method: "GET",
      params: { id: String(dataset.id), file: "images.csv" },
      query: { image: String(dataset.imageIds[0]) },
    },
    "/api/export/runs/[id]/[file]": { method: "GET", params: { id, file: "predictions.csv" } },
    "/api/images/[hash]": { method: "GET", params: { hash: dataset.hashes[0] ?? "" } },
    "/api/report.html": { method: "GET", query: { runs, baseline: id } },
    "/api/runs/[id]/artifacts/[hash]": { method: "GET", params: { id, hash: artifact } },
    "/api/runs/[id]/config": { method: "GET", params: { id } },
    "/api/runs/[id]/events": { method: "GET", params: { id }, query: { after: "0" } },
    "/api/runs/changes": { method: "POST", body: pin },
    "/api/runs/live": { method: "GET" },
    "/api/views": { method: "POST", body: view },
  };
}

/** The address of a route with these parameters. */
export function addressOf(pattern: string, { params = {}, query = {} }: Omit<ApiRoute, "method">) {
  const place = pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => params[name] ?? "");
  const text = new URLSearchParams(query).toString();
  return text ? `${place}?${text}` : place;
}

const SOURCES = path.resolve(import.meta.dirname, "../src");

/** The routes that there are, from their files: handlers in `app/`, and all of `pages/`. */
export function findRoutes(): string[] {
  const handlers = filesIn("app").flatMap((file) => file.match(/^(.*)\/route\.tsx?$/)?.[1] ?? []);
  const pages = filesIn("pages").map((file) => file.replace(/\.tsx?$/, ""));
  return [...handlers, ...pages].map((place) => `/${place}`).sort();
}

function filesIn(folder: string): string[] {
  const root = path.join(SOURCES, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join("/"));
}
