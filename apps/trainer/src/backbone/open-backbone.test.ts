import "@tensorflow/tfjs-backend-cpu";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackboneConfigOf } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { model as createModel, input, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { buildBackbone, loadBackbone, openBackbone } from "./open-backbone.ts";
import { type ModelServer, startModelServer } from "./sources/testing/model-server.ts";
import { type ServedModel, serveTinyModel } from "./sources/testing/served-model.ts";
import { type ModelJson, refusal, writeEditedBackbone } from "./testing/edited-backbone.ts";
import { tinyBackbone, writeModel, writeTinyBackbone } from "./testing/tiny-backbone.ts";

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

let folder = "";
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-backbone-"));
  await writeTinyBackbone(join(folder, "good"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const load = (
  path: string,
  changes: Partial<BackboneConfigOf<"file">> & { imageSize?: number } = {},
) => {
  const { imageSize, ...config } = changes;
  const full: BackboneConfigOf<"file"> = {
    kind: "file",
    path,
    inputRange: [-1, 1],
    cut: "auto",
    ...config,
  };
  return loadBackbone(full, { baseDir: folder, ...(imageSize && { imageSize }) });
};

/** The good model with another model.json. */
const variant = (edit: (json: ModelJson) => unknown): Promise<string> =>
  writeEditedBackbone(join(folder, `variant-${counter++}`), edit);

test("cuts before the classifier and builds the same net again", async () => {
  const backbone = await load("good/model.json");
  expect(backbone).toMatchObject({ cut: "pool", numFeatures: 24, imageSize: 32 });
  expect(backbone.weights.map((weight) => weight.name)).not.toContain("predictions/kernel");
  const hash = createHash("sha256");
  for (const name of ["model.json", "weights.bin"])
    hash.update(await readFile(join(folder, "good", name)));
  expect(backbone.sha256).toBe(hash.digest("hex"));

  const whole = tinyBackbone();
  const cut = createModel({ inputs: whole.inputs, outputs: whole.getLayer("pool").output });
  const built = await buildBackbone(backbone);
  const images = tf.randomNormal([2, 32, 32, 3], 0, 1, "float32", 1);
  const features = (net: typeof cut) => (net.predict(images) as tf.Tensor).dataSync();
  expect(features(built)).toEqual(features(cut));
});

test("makes no tensor before it is built", async () => {
  const before = tf.memory().numTensors;
  const backbone = await load("good/model.json");
  expect(tf.memory().numTensors).toBe(before);
  const built = await buildBackbone(backbone);
  expect(tf.memory().numTensors).toBe(before + backbone.weights.length);
  tf.dispose(built.weights.map((weight) => weight.read()));
});

test("is rebuilt for another size of images with the same weights", async () => {
  const backbone = await load("good/model.json", { imageSize: 48 });
  expect(backbone.imageSize).toBe(48);
  const built = await buildBackbone(backbone);
  expect(built.inputs[0]?.shape).toEqual([null, 48, 48, 3]);
  expect(built.predict(tf.zeros([1, 48, 48, 3]))).toHaveProperty("shape", [1, 24]);
});

test("cuts at a named layer; an unknown one is refused with the nearest name", async () => {
  const backbone = await load("good/model.json", { cut: "block_1_add" });
  expect(backbone).toMatchObject({ cut: "block_1_add", numFeatures: 8 });
  const built = await buildBackbone(backbone);
  expect(built.outputs[0]?.shape).toEqual([null, 16, 16, 8]);
  await expect(load("good/model.json", { cut: "block1_ad" })).rejects.toEqual(
    refusal("BACKBONE_LAYER_UNKNOWN", 'no layer "block1_ad"', '"block_1_add"'),
  );
});

test("says which file is missing", async () => {
  await expect(load("nowhere/model.json")).rejects.toEqual(
    refusal("BACKBONE_NOT_FOUND", join(folder, "nowhere/model.json"), "does not exist"),
  );
  await expect(load("good")).rejects.toEqual(refusal("BACKBONE_NOT_FOUND", "is a folder"));
  const path = await variant((json) => void (json.weightsManifest[0]!.paths = ["shard1of2.bin"]));
  await expect(load(path)).rejects.toEqual(
    refusal("BACKBONE_NOT_FOUND", "shard1of2.bin", "missing"),
  );
});

test("compares the weights' length with the manifest", async () => {
  const path = await variant(() => undefined);
  const file = path.replace("model.json", "weights.bin");
  const { length } = await readFile(file);
  await truncate(file, length - 8);
  await expect(load(path)).rejects.toEqual(
    refusal("BACKBONE_INVALID", "cut short", `${length - 8} bytes`, `describes ${length}`),
  );
  await writeFile(file, new Uint8Array(length + 4));
  await expect(load(path)).rejects.toEqual(refusal("BACKBONE_INVALID", "too long"));
});

test("refuses what is not a LayersModel", async () => {
  const notJson = await variant(() => "{ oh");
  await expect(load(notJson)).rejects.toEqual(refusal("BACKBONE_INVALID", "is not JSON"));
  const number = await variant(() => "3");
  await expect(load(number)).rejects.toEqual(refusal("BACKBONE_INVALID", "not a tfjs model"));
  const graph = await variant((json) => void (json.format = "graph-model"));
  await expect(load(graph)).rejects.toEqual(refusal("BACKBONE_INVALID", "GraphModel"));
  const graphTopology = await variant(() => ({ modelTopology: { node: [] }, weightsManifest: [] }));
  await expect(load(graphTopology)).rejects.toEqual(
    refusal("BACKBONE_INVALID", "cannot be trained"),
  );
});

test.each(["../secret.bin", "/etc/passwd", "a/../../b.bin", "https://host/w.bin", "..\\w.bin"])(
  "refuses the weight file %s, which is outside the model's folder",
  async (name) => {
    const path = await variant((json) => void (json.weightsManifest[0]!.paths = [name]));
    await expect(load(path)).rejects.toEqual(
      refusal("BACKBONE_INVALID", JSON.stringify(name), "outside the model's folder"),
    );
  },
);

test("names the weight that is missing, of another shape or not a number", async () => {
  const missing = await variant(
    (json) => void (json.weightsManifest[0]!.weights[0]!.name = "other"),
  );
  await expect(load(missing)).rejects.toEqual(refusal("BACKBONE_INVALID", '"stem/kernel"'));
  const reshaped = await variant(
    (json) => void (json.weightsManifest[0]!.weights[0]!.shape = [3, 3, 8, 3]),
  );
  await expect(load(reshaped)).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"stem/kernel" is [3, 3, 8, 3]', "need [3, 3, 3, 8]"),
  );
  const broken = await variant(() => undefined);
  const file = broken.replace("model.json", "weights.bin");
  const weights = await readFile(file);
  weights.writeFloatLE(Number.NaN, 4);
  await writeFile(file, weights);
  await expect(load(broken)).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"stem/kernel" holds NaN at position 1'),
  );
});

test("names the layer that an image is too small for, or that tfjs does not know", async () => {
  const unknown = await variant((json) => {
    const layer = json.modelTopology.config.layers[1] as unknown as Record<string, unknown>;
    layer["class_name"] = "Magic";
  });
  await expect(load(unknown)).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"stem" (Magic)', "no layer of this class"),
  );
  const image = input({ shape: [32, 32, 3] });
  const wide = layers.conv2d({ filters: 2, kernelSize: 20, name: "wide" });
  const pool = layers.globalAveragePooling2d({}).apply(wide.apply(image) as SymbolicTensor);
  const net = createModel({ inputs: image, outputs: pool as SymbolicTensor });
  const path = await writeModel(join(folder, "wide"), net);
  expect(await load(path)).toMatchObject({ numFeatures: 2 });
  await expect(load(path, { imageSize: 16 })).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"wide" (Conv2D) does not fit its input [16, 16, 3]'),
  );
});

test("a net with a dense layer under the cut takes images of its own size only", async () => {
  const image = input({ shape: [8, 8, 3] });
  const flat = layers.flatten().apply(image) as SymbolicTensor;
  const hidden = layers.dense({ units: 4, name: "hidden" }).apply(flat) as SymbolicTensor;
  const output = layers.dense({ units: 2, activation: "softmax" }).apply(hidden) as SymbolicTensor;
  const net = createModel({ inputs: image, outputs: output });
  const path = await writeModel(join(folder, "dense"), net);
  expect(await load(path)).toMatchObject({ cut: "hidden", numFeatures: 4 });
  const error = load(path, { imageSize: 16 });
  await expect(error).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"hidden/kernel" is [192, 4]', "16 x 16", "need [768, 4]"),
  );
  await expect(error).rejects.toHaveProperty("hint", expect.stringContaining("imageSize to 8"));
});

test("reads weights in several files, quantised ones too", async () => {
  const path = await variant((json) => {
    const [group] = json.weightsManifest;
    const [kernel, ...others] = group!.weights;
    json.weightsManifest = [
      {
        paths: ["kernel.bin"],
        weights: [{ ...kernel!, quantization: { dtype: "uint8", scale: 0.5, min: -8 } }],
      } as never,
      { paths: ["a.bin", "b.bin"], weights: others },
    ];
  });
  const place = (name: string) => path.replace("model.json", name);
  const all = await readFile(place("weights.bin"));
  await writeFile(
    place("kernel.bin"),
    Uint8Array.from({ length: 216 }, (_, i) => i),
  );
  await writeFile(place("a.bin"), all.subarray(864, 1001));
  await writeFile(place("b.bin"), all.subarray(1001));
  const quantised = await load(path);
  const plain = await load("good/model.json");
  expect(quantised.weights[0]!.values.slice(0, 3)).toEqual(Float32Array.of(-8, -7.5, -7));
  expect(quantised.weights.slice(1)).toEqual(plain.weights.slice(1));
});

test("weights and topology come from where the config says", async () => {
  await copyFile(join(folder, "good/weights.bin"), join(folder, "weights.bin"));
  await copyFile(join(folder, "good/model.json"), join(folder, "model.json"));
  const backbone = await load("./model.json", { inputRange: [0, 1] });
  expect(backbone.path).toBe(join(folder, "model.json"));
  expect(backbone.inputRange).toEqual([0, 1]);
});
