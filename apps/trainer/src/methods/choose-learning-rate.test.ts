import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { startMethod } from "./index.ts";
import { collect, ofType, tinyTask } from "./testing/tiny-task.ts";
import type { TransferTask } from "./transfer-method.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-rate-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Kind = "fine-tuned" | "scratch";

async function run(kind: Kind, config: object, changes: Partial<TransferTask> = {}) {
  const task = await tinyTask(model, changes);
  const defaults = MethodConfig.parse({ kind, epochs: 3, batchSize: 6 });
  // Unchecked, as no rate that a config may name makes so small a net diverge.
  const method = { ...defaults, ...config } as MethodConfig;
  return collect(startMethod(method, task, new AbortController().signal));
}

describe.each<Kind>(["fine-tuned", "scratch"])("%s", (kind) => {
  test("takes the rate that learns, not a useless one or one that diverges; says how sure that is and what it cost", async () => {
    const before = tf.memory().numTensors;
    // From random weights a tiny rate learns nothing; from a fitted head a huge one unlearns.
    const [bad, good] = kind === "scratch" ? [1e-9, 3e-2] : [0.5, 1e-4];
    const events = await run(kind, { learningRates: [bad, good, 1e30] });
    const selection = ofType(events, "selection").find(({ by }) => by === "inner-split");
    const { candidates } = selection!;
    expect(candidates.map(({ classifier }) => classifier)).toEqual([kind, kind, kind]);
    expect(candidates.map(({ chosen }) => chosen)).toEqual([false, true, false]);
    const [useless, learns, wild] = candidates.map(({ logLoss }) => logLoss);
    expect(learns).toBeLessThan(Math.log(2));
    expect(useless).toBeGreaterThan(learns!);
    expect(wild).toBeCloseTo(36.04, 2); // of a truth that was ruled out
    const said = ofType(events, "log").map(({ message }) => message);
    expect(said.filter((message) => message.startsWith(`Learning rate ${good}: `))).toEqual([
      expect.stringMatching(
        /(6|12|18) held-out training images .*\(([3-7]) trainings of 3 epochs at 32 pixels, [\d.]+ s\)\.$/,
      ),
    ]);
    // The trials are shown as progress; their epochs are not the run's.
    expect(ofType(events, "epoch.finished")).toHaveLength(3);
    const phases = new Set(ofType(events, "progress").map(({ phase }) => phase));
    expect(phases).toContain(`learning rate ${bad} (1 of 3, round 1)`);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a rate that is given, or the only one, is not searched for", async () => {
    for (const config of [{ learningRate: 1e-2 }, { learningRates: [1e-2] }]) {
      const selections = ofType(await run(kind, { ...config, epochs: 1 }), "selection");
      expect(selections.filter(({ by }) => by === "inner-split")).toEqual([]);
    }
  });

  test("tries five rates by default, around the backbone's own for a pretrained net", async () => {
    const events = await run(kind, { epochs: 1 });
    const { candidates } = ofType(events, "selection").find(({ by }) => by === "inner-split")!;
    const rates = candidates.map(({ parameters }) => parameters["learningRate"]);
    const centre = kind === "scratch" ? 1e-2 : 1e-4;
    expect(rates).toHaveLength(5);
    expect(rates[2]).toBe(centre);
  });

  test("rates all of which diverge: the smallest is taken, with a warning", async () => {
    const events = run(kind, { learningRates: [1e30, 1e31] });
    // The training itself diverges as well, and says so.
    await expect(events).rejects.toMatchObject({ code: "TRAINING_DIVERGED" });
  });
});

test("too few images to hold any out: the middle rate, and a word", async () => {
  const events = await run("scratch", { epochs: 1 }, { train: Int32Array.of(0, 1, 2) });
  expect(ofType(events, "selection")).toEqual([]);
  expect(ofType(events, "log")[0]).toMatchObject({
    level: "warning",
    message: "Too few training images to try learning rates: 0.01 was taken without a search.",
  });
});
