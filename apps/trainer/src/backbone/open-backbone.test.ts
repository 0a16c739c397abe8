import "@tensorflow/tfjs-backend-cpu";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackboneConfigOf } from "@graft/core/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tempFolder } from "../dataset/testing/temp-folder.ts";
import { openBackbone } from "./open-backbone.ts";
import { type ModelServer, startModelServer } from "./sources/testing/model-server.ts";
import { type ServedModel, serveTinyModel } from "./sources/testing/served-model.ts";

const SAMPLE = fileURLToPath(
  new URL("../../../../../shared/models/mobilenet_v2_1.0_224", import.meta.url),
);

let server: ModelServer;
let model: ServedModel;

beforeAll(async () => {
  server = await startModelServer();
  model = await serveTinyModel(server, "tiny");
});
afterAll(() => server.close());

const open = (config: Partial<BackboneConfigOf<"url">>, home: string, imageSize = 32) =>
  openBackbone(
    { kind: "url", url: model.url, cut: "auto", ...config },
    { baseDir: "/", imageSize, home, signal: new AbortController().signal },
  );

test("a net from an address; what was left open is filled in", async () => {
  const home = await tempFolder();
  const { backbone, config } = await open({}, home);
  expect(backbone).toMatchObject({ sha256: model.sha256, cut: "pool", inputRange: [-1, 1] });
  expect(config).toEqual({
    kind: "url",
    url: model.url,
    sha256: model.sha256,
    inputRange: [-1, 1],
    cut: "auto",
  });
  const other = await open({ inputRange: [0, 1], sha256: model.sha256 }, home);
  expect(other.backbone.inputRange).toEqual([0, 1]);
  expect(other.backbone.weights).toEqual(backbone.weights);
});

test("a hash that is not the model's is refused, before and after it was downloaded", async () => {
  const home = await tempFolder();
  const mismatch = { code: "BACKBONE_HASH_MISMATCH" };
  await expect(open({ sha256: "a".repeat(64) }, home)).rejects.toMatchObject(mismatch);
  await open({}, home);
  await expect(open({ sha256: "a".repeat(64) }, home)).rejects.toMatchObject(mismatch);
});

test.skipIf(!existsSync(SAMPLE))(
  "MobileNetV2 in four files is the same from an address as from a file (needs ../shared/models beside the project)",
  async () => {
    for (const name of await readdir(SAMPLE)) {
      server.files.set(`/mobilenet/${name}`, await readFile(join(SAMPLE, name)));
    }
    const home = await tempFolder();
    const url = `${server.origin}/mobilenet/model.json`;
    const fetched = await open({ url }, home, 224);
    const inputRange: [number, number] = [-1, 1];
    const local = await openBackbone(
      { kind: "file", path: join(SAMPLE, "model.json"), inputRange, cut: "auto" },
      { baseDir: "/", imageSize: 224, signal: new AbortController().signal },
    );
    expect(fetched.backbone.sha256).toBe(local.backbone.sha256);
    expect(fetched.backbone.numParameters).toBe(local.backbone.numParameters);
    expect(fetched.backbone.bytes).toBeGreaterThan(14e6);
  },
);
