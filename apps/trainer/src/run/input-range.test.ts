import { readFile } from "node:fs/promises";
import path from "node:path";
import { closeDb, openDb, readPredictions } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { expect, onTestFinished, test } from "vitest";
import { writeEditedBackbone } from "../backbone/testing/edited-backbone.ts";
import { tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer } from "../testing/trainer-process.ts";

test("a net that scales its input: the same answers as without, and a warning with a wrong range", async () => {
  const tiny = await tinyExperiment();
  onTestFinished(() => tiny.dispose());
  await writeEditedBackbone(path.join(tiny.folder, "scaling"), ({ modelTopology }) => {
    const [image, stem, ...others] = modelTopology.config.layers;
    const rescaling = {
      class_name: "Rescaling",
      name: "rescaling",
      config: { name: "rescaling", scale: 1 / 127.5, offset: -1 },
      inbound_nodes: [[["image", 0, 0, {}]]],
    };
    const fed = { ...stem!, inbound_nodes: [[["rescaling", 0, 0, {}]]] };
    modelTopology.config.layers = [image!, rescaling, fed, ...others];
  });
  const backbone = { kind: "file" as const, path: "scaling/model.json" };
  const plain = await tiny.write({ methods: ["frozen-features"] });
  const scaling = await tiny.write({ methods: ["frozen-features"], backbone });
  const run = (...args: string[]) => runTrainer(["run", "--config", ...args], { home: tiny.home });

  expect((await run(plain)).stdout).not.toContain("Backbone");
  const read = await run(scaling);
  expect(read.status, read.stderr).toBe(0);
  expect(read.stdout).toContain(
    "takes images in [0, 255]; its first layers map [0, 255] to [-1, 1]",
  );
  expect(read.stdout).not.toContain("warning");
  const wrong = await run(scaling, "--set", "backbone.inputRange=[-1,1]");
  expect(wrong.status, wrong.stderr).toBe(0);
  expect(wrong.stdout.match(/warning: The net scales its input itself/g)).toHaveLength(2);

  const db = await openDb({ path: dbPath(tiny.home) });
  onTestFinished(() => closeDb(db));
  const [reference, same, other] = await Promise.all(
    [1, 2, 3].map((id) => readPredictions(db, id)),
  );
  const answers = (predictions: typeof reference) =>
    predictions!.map(({ probabilities }) => [...probabilities].map((p) => p.toFixed(3)));
  expect(answers(same)).toEqual(answers(reference));
  expect(answers(other)).not.toEqual(answers(reference));
  const warnings = await db.runEvent.findMany({
    where: { type: "log" },
    orderBy: { runId: "asc" },
  });
  expect(warnings.map(({ runId }) => runId)).toEqual([3]);
  expect(warnings[0]!.payload).toContain(
    "and expects [0, 255], but backbone.inputRange is [-1, 1]",
  );
  const experiments = await db.experiment.findMany({ orderBy: { id: "asc" } });
  expect(
    experiments.map(({ config }) => (JSON.parse(config) as Config).backbone.inputRange),
  ).toEqual([
    [-1, 1],
    [0, 255],
    [-1, 1],
  ]);
  expect(await readFile(scaling, "utf8")).not.toContain("inputRange");
});

interface Config {
  readonly backbone: { readonly inputRange: number[] };
}
