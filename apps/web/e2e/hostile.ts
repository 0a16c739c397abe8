import { changeRuns, createExperiment, saveView, storeArtifact } from "@graft/db";
import type { TempDb } from "@graft/db/testing";
import { type DemoDataset, seedDataset, seedSplit } from "../src/testing/demo-dataset.ts";
import { appendResult, appendTraining, startDemoRun } from "../src/testing/demo-runs.ts";

/** What a name may be that wants to be markup. */
export const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
/** And one that wants to be a formula. */
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
