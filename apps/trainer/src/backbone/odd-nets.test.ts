import "@tensorflow/tfjs-backend-cpu";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { model as createModel, input, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadBackbone } from "./open-backbone.ts";
import { type ModelJson, refusal, writeEditedBackbone } from "./testing/edited-backbone.ts";
import { writeModel } from "./testing/tiny-backbone.ts";

let folder = "";
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-odd-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const load = (
  path: string,
  { imageSize, cut = "auto" }: { imageSize?: number; cut?: string } = {},
) => loadBackbone({ path, cut }, { baseDir: folder, ...(imageSize && { imageSize }) });

/** The good model with another model.json. */
const variant = (edit: (json: ModelJson) => unknown): Promise<string> =>
  writeEditedBackbone(join(folder, `variant-${counter++}`), edit);

const withStem = (change: Record<string, unknown>) =>
  variant((json) => void Object.assign(json.modelTopology.config.layers[1]!.config, change));

test("refuses a net that does not take RGB images", async () => {
  for (const [shape, words] of [
    [[null, 32, 32, 1], "grey images, of one channel"],
    [[null, 32, 32, 4], "four channels"],
    [[null, 3, 32, 32], "the channels come first (NCHW)"],
    [[null, 32, 32, null], "the number of channels is left open"],
    [[null, 784], "2 dimensions instead of the four"],
    [[null, 8, 32, 32, 3], "5 dimensions instead of the four"],
    [[null, 0, 32, 3], "whole numbers from 1 to 4096"],
    [[null, 1e9, 1e9, 3], "whole numbers from 1 to 4096"],
    [[null, 0.5, 32, 3], "whole numbers from 1 to 4096"],
    [undefined, "it says no shape"],
  ] as const) {
    const path = await variant(
      (json) => void (json.modelTopology.config.layers[0]!.config["batch_input_shape"] = shape),
    );
    await expect(load(path)).rejects.toEqual(
      refusal("BACKBONE_INVALID", JSON.stringify(shape) ?? "no declared", words),
    );
  }
  const text = await variant(
    (json) => void (json.modelTopology.config.layers[0]!.config["dtype"] = "string"),
  );
  await expect(load(text)).rejects.toEqual(refusal("BACKBONE_INVALID", 'of the type "string"'));
  const first = await variant(
    (json) => void (json.modelTopology.config.layers[1]!.config["data_format"] = "channels_first"),
  );
  await expect(load(first)).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"stem" (Conv2D) takes images with the channels first'),
  );
});

test("names an activation, a class or a setting that TensorFlow.js does not have", async () => {
  const activation = load(await withStem({ activation: "hard_swish" }));
  await expect(activation).rejects.toEqual(
    refusal("BACKBONE_INVALID", '"stem" (Conv2D) uses the activation "hard_swish"'),
  );
  await expect(activation).rejects.toHaveProperty("hint", expect.stringContaining("swish, tanh"));
  const serialised = { class_name: "Addons>Mishy", config: {} };
  await expect(load(await withStem({ activation: serialised }))).rejects.toEqual(
    refusal("BACKBONE_INVALID", 'the activation "Addons>Mishy"'),
  );
  await expect(load(await withStem({ activation: "dense" }))).rejects.toEqual(
    refusal("BACKBONE_INVALID", 'the activation "dense"'),
  );
  const regularizer = { class_name: "Orthogonal2", config: {} };
  await expect(load(await withStem({ kernel_regularizer: regularizer }))).rejects.toEqual(
    refusal(
      "BACKBONE_INVALID",
      '"stem" (Conv2D) has a setting',
      "Unknown regularizer: Orthogonal2",
    ),
  );
  for (const known of ["relu6", "hard_sigmoid", "log_softmax", "silu", "gelu", null]) {
    expect(await load(await withStem({ activation: known }))).toMatchObject({ cut: "pool" });
  }
  const l2 = { class_name: "L2", config: { l2: 0.001 } };
  expect(await load(await withStem({ kernel_regularizer: l2 }))).toMatchObject({ cut: "pool" });
  const policy = { class_name: "Policy", config: { name: "mixed_float16" } };
  expect(await load(await withStem({ dtype: policy }))).toMatchObject({ cut: "pool" });
});

test("a net for images that are not square: taken where it can be rebuilt, else its shape is named", async () => {
  const image = input({ shape: [24, 16, 3] });
  const mapped = layers.conv2d({ filters: 2, kernelSize: 3, name: "map" }).apply(image);
  const pooled = layers.globalAveragePooling2d({}).apply(mapped as SymbolicTensor);
  const free = createModel({ inputs: image, outputs: pooled as SymbolicTensor });
  const freePath = await writeModel(join(folder, "rect-free"), free);
  expect(await load(freePath, { imageSize: 20 })).toMatchObject({ imageSize: 20, numFeatures: 2 });

  const flat = layers.flatten().apply(mapped as SymbolicTensor) as SymbolicTensor;
  const fixed = createModel({
    inputs: image,
    outputs: layers.dense({ units: 3, name: "dense" }).apply(flat) as SymbolicTensor,
  });
  const path = await writeModel(join(folder, "rect"), fixed);
  for (const imageSize of [16, 24]) {
    const error = load(path, { imageSize, cut: "dense" });
    await expect(error).rejects.toEqual(
      refusal("BACKBONE_INVALID", '"dense/kernel"', "made for images of 16 x 24 pixels (width x"),
    );
    await expect(error).rejects.toHaveProperty("hint", expect.stringContaining("are square"));
  }
});

test.each<[string, (json: ModelJson) => unknown, string[]]>([
  [
    "a quantised type that is not known",
    (json) =>
      void Object.assign(json.weightsManifest[0]!.weights[0]!, { quantization: { dtype: "int4" } }),
    ['the weight "stem/kernel" has the quantization.dtype "int4"', "float16"],
  ],
  [
    "a quantised weight without its scale",
    (json) =>
      void Object.assign(json.weightsManifest[0]!.weights[0]!, {
        quantization: { dtype: "uint8" },
      }),
    ['the weight "stem/kernel"', "scale and min are missing"],
  ],
  [
    "a number type that is not known",
    (json) => void (json.weightsManifest[0]!.weights[1]!.dtype = "complex64"),
    ['the weight "stem_bn/gamma" has the dtype "complex64"'],
  ],
  [
    "a negative size",
    (json) => void (json.weightsManifest[0]!.weights[0]!.shape = [-3, 3, 3, 8]),
    ['the weight "stem/kernel" has the shape.0 -3'],
  ],
  [
    "a weight that is described twice",
    (json) => void (json.weightsManifest[0]!.weights[1]!.name = "stem/kernel"),
    ['the weight "stem/kernel" twice'],
  ],
  [
    "NaN as Python writes it",
    (json) => JSON.stringify(json).replace('"shape":[3,3,3,8]', '"shape":[3,3,3,NaN]'),
    ["is not JSON: line 1, column", "NaN is not a number in JSON"],
  ],
  ["brackets without end", () => "[".repeat(1e5), ["nested more than 200 deep"]],
  [
    "models in models without end",
    (json) => {
      let model: unknown = json.modelTopology;
      for (let level = 0; level < 45; level++) {
        const inner = { ...(model as object), name: `level${level}` };
        model = { class_name: "Sequential", config: { name: "outer", layers: [inner] } };
      }
      return { ...json, modelTopology: model };
    },
    ["models are nested in models more than 20 deep"],
  ],
])("refuses %s", async (_, edit, words) => {
  await expect(load(await variant(edit))).rejects.toEqual(refusal("BACKBONE_INVALID", ...words));
});

test("a model or a weight file that is not an ordinary file is never read", async () => {
  const pipe = join(folder, "pipe.json");
  execFileSync("mkfifo", [pipe]);
  await expect(load(pipe)).rejects.toEqual(refusal("BACKBONE_NOT_FOUND", "is a pipe, not a file"));
  await expect(load("/dev/zero")).rejects.toEqual(
    refusal("BACKBONE_NOT_FOUND", "/dev/zero is a device, not a file"),
  );
  const long = join(folder, "long.json");
  await writeFile(long, "");
  await truncate(long, 2 ** 40);
  await expect(load(long)).rejects.toEqual(refusal("BACKBONE_NOT_FOUND", "1099511627776 bytes"));
  const path = await variant(() => undefined);
  const weights = path.replace("model.json", "weights.bin");
  await rm(weights);
  await symlink("/dev/zero", weights);
  await expect(load(path)).rejects.toEqual(refusal("BACKBONE_INVALID", "is a device, not a file"));
  await rm(weights);
  execFileSync("mkfifo", [weights]);
  await expect(load(path)).rejects.toEqual(refusal("BACKBONE_INVALID", "is a pipe, not a file"));
});
