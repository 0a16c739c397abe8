import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disposeNet } from "@graft/core/learning/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { buildNet } from "./evaluate-net.ts";
import { tinyTask } from "./testing/tiny-task.ts";
import { parameterGroups } from "./training-options.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-groups-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("each stage is slower than the one above it; no variable is lost", async () => {
  const net = await buildNet(await tinyTask(model));
  const rates = { learningRate: 8, headLearningRate: 100 };
  const plain = parameterGroups(net, rates);
  expect(plain.map(({ learningRate }) => learningRate)).toEqual([8, 100]);
  const decayed = parameterGroups(net, { ...rates, layerDecay: 0.5 });
  const body = decayed.slice(0, -1);
  expect(body.length).toBeGreaterThan(1);
  expect(body.map(({ learningRate }) => learningRate).reverse()).toEqual(
    body.map((_, index) => 8 / 2 ** index),
  );
  expect(decayed.at(-1)).toEqual(plain.at(-1));
  const names = (groups: typeof plain) =>
    groups.flatMap(({ variables }) => variables.map(({ id }) => id)).toSorted((a, b) => a - b);
  expect(names(decayed)).toEqual(names(plain));
  disposeNet(net);
});
