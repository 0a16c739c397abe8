import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUILT_IN } from "../backbone/loaded-backbone.ts";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { startMethod } from "./index.ts";
import { ofType, tinyTask } from "./testing/tiny-task.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-rate-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Kind = "fine-tuned" | "scratch";

/** @param seen Gets each event as it comes. */
async function run(
  kind: Kind,
  config: object,
  changes: Partial<TransferTask> = {},
  seen: MethodEvent[] = [],
) {
  const task = await tinyTask(model, changes);
  const defaults = MethodConfig.parse({ kind, epochs: 3, batchSize: 6 });
  // Unchecked, as no rate that a config may name makes so small a net diverge.
  const method = { ...defaults, ...config } as MethodConfig;
  for await (const event of startMethod(method, task, new AbortController().signal)) {
    seen.push(event);
  }
  return seen;
}

/** The rates that were tried, in ascending order, and what was said of the choice. */
function searchOf(events: MethodEvent[]) {
  const selection = ofType(events, "selection").find(({ by }) => by === "short-training");
  const said = ofType(events, "log").map(({ message }) => message);
  const candidates = selection?.candidates ?? [];
  return {
    candidates,
    rates: candidates.map(({ parameters }) => parameters["learningRate"]),
    said: said.filter((message) => message.startsWith("Learning rate ")),
  };
}

describe.each<Kind>(["fine-tuned", "scratch"])("%s", (kind) => {
  test("takes the rate that learns, not a useless one or one that diverges; says how sure that is and what it cost", async () => {
    const before = tf.memory().numTensors;
    // From random weights a tiny rate learns nothing; from a fitted head a huge one unlearns.
    const [bad, good] = kind === "scratch" ? [1e-9, 3e-2] : [0.5, 1e-4];
    const events = await run(kind, {
      learningRates: [bad, good, 1e30],
      epochs: 4,
      searchEpochs: 3,
    });
    const { candidates, said } = searchOf(events);
    const chosen = candidates.map(({ parameters, chosen: isChosen }) => [
      parameters["learningRate"],
      isChosen,
    ]);
    const inOrder = [bad, good, 1e30].toSorted((a, b) => a - b);
    expect(chosen).toEqual(inOrder.map((rate) => [rate, rate === good]));
    expect(new Set(candidates.map(({ classifier }) => classifier))).toEqual(new Set([kind]));
    const lossOf = (rate: number) =>
      candidates.find(({ parameters }) => parameters["learningRate"] === rate)!.logLoss!;
    expect(lossOf(good)).toBeLessThan(Math.log(2));
    expect(lossOf(bad)).toBeGreaterThan(lossOf(good));
    expect(lossOf(1e30)).toBeCloseTo(36.04, 2); // of a truth that was ruled out
    expect(said).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Learning rate ${good}: its training loss is clearly the lowest \\(3 trainings of 3 epochs at 32 pixels, [\\d.]+ s\\)\\.$`,
        ),
      ),
    ]);
    // The short trainings are shown as progress; their epochs are not the run's.
    expect(ofType(events, "epoch.finished")).toHaveLength(4);
    const phases = new Set(ofType(events, "progress").map(({ phase }) => phase));
    expect(phases).toContain(`learning rate ${inOrder[1]} (short training 1)`);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a rate that is given, or the only one, is not searched for", async () => {
    for (const config of [{ learningRate: 1e-2 }, { learningRates: [1e-2] }]) {
      const events = await run(kind, { ...config, epochs: 1 });
      expect(searchOf(events)).toEqual({ candidates: [], rates: [], said: [] });
    }
  });

  test("by default tries three rates first, around the backbone's own for a pretrained net", async () => {
    const { rates } = searchOf(await run(kind, { epochs: 1, searchEpochs: 1 }));
    const first = kind === "scratch" ? [3e-3, 1e-2, 3e-2] : [3e-5, 1e-4, 3e-4];
    expect(rates).toEqual(expect.arrayContaining(first));
  });

  test("one seed, one choice: the same losses to the last bit", async () => {
    const config = { epochs: 1, searchEpochs: 1 };
    const [one, other] = [await run(kind, config), await run(kind, config)];
    expect(searchOf(one).candidates).toEqual(searchOf(other).candidates);
    expect(searchOf(one).rates.length).toBeGreaterThanOrEqual(3);
  });

  test("rates all of which diverge: the smallest is taken, with a warning", async () => {
    const events: MethodEvent[] = [];
    const failed = run(kind, { learningRates: [1e30, 1e31] }, {}, events);
    // The training itself diverges as well, and says so.
    await expect(failed).rejects.toMatchObject({ code: "TRAINING_DIVERGED" });
    expect(ofType(events, "log")).toEqual([
      {
        type: "log",
        level: "warning",
        message: expect.stringMatching(
          /^Training diverged with every learning rate that was tried; 1e\+30, the smallest, was taken \(2 trainings/,
        ),
      },
    ]);
  });

  test("stops soon after the signal, and leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const task = await tinyTask(model);
    const method = MethodConfig.parse({ kind, batchSize: 6, searchEpochs: 2 });
    const stopped = async () => {
      for await (const event of startMethod(method, task, stop.signal)) {
        if (event.type === "progress" && event.phase.includes("short training 2")) stop.abort();
      }
    };
    await expect(stopped()).rejects.toMatchObject({ name: "AbortError" });
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** At 32 pixels images stay as they are: a search of three rates costs three times the epochs of one. */
test.each([
  ["fine-tuned", { epochs: 2 }, 2],
  ["fine-tuned", { epochs: 8 }, 3],
  ["fine-tuned", { epochs: 15 }, 5],
  ["fine-tuned", { epochs: 30 }, 8],
  ["scratch", { epochs: 60 }, 3],
  ["scratch", { epochs: 8 }, 3],
  ["scratch", { epochs: 8, learningRates: [1e-3, 1e-2] }, 3],
  ["scratch", { epochs: 8, searchEpochs: 6 }, 6],
  ["scratch", { epochs: 3, searchEpochs: 6 }, 3],
] as const)("%s %o is searched for in trainings of %i epochs", async (kind, config, epochs) => {
  const { said } = searchOf(await run(kind, { batchSize: 24, ...config }));
  expect(said[0]).toMatch(new RegExp(`\\([2-5] trainings of ${epochs} epochs`));
});

test("the built-in net from random weights: the centre, and a word, but a search where one is asked for", async () => {
  const task = await tinyTask(BUILT_IN.modelPath);
  const { rates, said } = searchOf(await run("scratch", { epochs: 8, batchSize: 24 }, task));
  expect(rates).toEqual([]);
  expect(said).toEqual([
    "Learning rate 0.01: known to suit this net, taken without a search. Set searchEpochs or learningRates to search.",
  ]);
  // Nothing is known of the rate that SGD needs.
  const other = await run("scratch", { epochs: 1, batchSize: 24, optimizer: "sgd" }, task);
  expect(searchOf(other).rates.length).toBeGreaterThanOrEqual(3);
});
