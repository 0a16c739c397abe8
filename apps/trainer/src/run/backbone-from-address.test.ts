import { closeDb, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { expect, onTestFinished, test, vi } from "vitest";
import { startModelServer } from "../backbone/sources/testing/model-server.ts";
import { serveTinyModel } from "../backbone/sources/testing/served-model.ts";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer } from "../testing/trainer-process.ts";

test("an experiment downloads its net once; its hash and range are stored with the run", async () => {
  const tiny = await tinyExperiment();
  onTestFinished(() => tiny.dispose());
  vi.stubEnv("GRAFT_MODELS", await tempFolder());
  const server = await startModelServer();
  onTestFinished(() => server.close());
  const { url, sha256 } = await serveTinyModel(server, "net");
  const backbone = { kind: "url" as const, url };
  const config = await tiny.write({ methods: ["frozen-features"], backbone });
  const run = (...more: string[]) =>
    runTrainer(["run", "--config", config, ...more], { home: tiny.home });

  const first = await run();
  expect(first.status, first.stderr).toBe(0);
  expect(first.stdout).toContain("Backbone   downloaded");
  await server.close();
  const offline = await run("--set", `backbone.sha256=${sha256}`);
  expect(offline.status, offline.stderr).toBe(0);
  const wrong = await run("--set", `backbone.sha256=${"0".repeat(64)}`);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain("is not the model that was expected");

  const db = await openDb({ path: dbPath(tiny.home) });
  onTestFinished(() => closeDb(db));
  const [experiment, ...others] = await db.experiment.findMany();
  expect(others).toEqual([]); // with the hash given or found out, it is the same experiment
  const stored = JSON.parse(experiment!.config) as { backbone: unknown };
  expect(stored.backbone).toMatchObject({ url, sha256, inputRange: [-1, 1] });
  const runs = await db.run.findMany();
  expect(runs).toHaveLength(2);
  for (const { environment } of runs) {
    expect(JSON.parse(environment)).toMatchObject({
      backbone: { url, sha256, inputRange: [-1, 1], numFeatures: 24 },
    });
  }
});
