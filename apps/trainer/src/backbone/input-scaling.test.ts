import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseInputRange, findInputScaling } from "./input-scaling.ts";
import { buildBackbone, loadBackbone } from "./open-backbone.ts";
import { writeTinyBackbone } from "./testing/tiny-backbone.ts";
import { parseTopology } from "./topology.ts";
import { listLayers } from "./understand-model.ts";

type Json = Record<string, unknown>;
interface ModelJson {
  modelTopology: { class_name: string; config: { layers: Json[] } & Json };
  weightsManifest: { paths: string[]; weights: Json[] }[];
}

let folder = "";
let counter = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-scaling-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Inserted {
  readonly layers: readonly Json[];
  /** More weights, with their values. */
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  readonly editInput?: Json;
}

/** The tiny net with layers between its input and its first convolution. */
async function netWith({ layers, weights = {}, editInput = {} }: Inserted): Promise<string> {
  const path = await writeTinyBackbone(join(folder, `net-${counter++}`));
  const json = JSON.parse(await readFile(path, "utf8")) as ModelJson;
  const { config } = json.modelTopology;
  Object.assign(config.layers[0]!["config"] as Json, editInput);
  const [image, stem, ...others] = config.layers;
  const last = layers.at(-1);
  // A model has its own graph as its call 0.
  const call = last?.["class_name"] === "Sequential" ? 1 : 0;
  if (last) stem!["inbound_nodes"] = [[[last["name"], call, 0, {}]]];
  config.layers = [image!, ...layers, stem!, ...others];
  for (const [name, values] of Object.entries(weights)) {
    const shape = name.endsWith("count") ? [] : [values.length];
    json.weightsManifest[0]!.weights.push({ name, shape, dtype: "float32" });
  }
  const extra = Buffer.from(Float32Array.from(Object.values(weights).flat()).buffer);
  const file = join(dirname(path), "weights.bin");
  await writeFile(file, Buffer.concat([await readFile(file), extra]));
  await writeFile(path, JSON.stringify(json));
  return path;
}

const layer = (className: string, config: Json, call: unknown = [["image", 0, 0, {}]]): Json => ({
  class_name: className,
  name: config["name"],
  config,
  inbound_nodes: [call],
});
const operation = (name: string, call: unknown[]) => {
  const config = { name: `tf.${name}`, trainable: true, dtype: "float32", function: name };
  return layer("TFOpLambda", config, call);
};
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];
const VARIANCE = DEVIATION.map((value) => value ** 2);
const constant = { y: 127.5, name: null };

/** What each kind of net makes of a pixel value of channel k, and the range that it expects. */
const NETS: readonly [string, Inserted, (x: number, k: number) => number, [number, number]][] = [
  [
    "Rescaling",
    { layers: [layer("Rescaling", { name: "r", scale: 1 / 127.5, offset: -1 })] },
    (x) => x / 127.5 - 1,
    [0, 255],
  ],
  [
    "Rescaling with numbers as Keras wraps arrays",
    {
      layers: [
        layer("Rescaling", {
          name: "r",
          scale: { type: "ndarray", value: 1 / 255 },
          offset: {
            class_name: "__numpy__",
            config: { value: [-0.5, -0.25, 0], dtype: "float32" },
          },
        }),
      ],
    },
    (x, k) => x / 255 + [-0.5, -0.25, 0][k]!,
    [0, 255],
  ],
  [
    "Rescaling for images in [0, 1]",
    { layers: [layer("Rescaling", { name: "r", scale: 2, offset: -1 })] },
    (x) => 2 * x - 1,
    [0, 1],
  ],
  [
    "Rescaling back to whole numbers",
    { layers: [layer("Rescaling", { name: "r", scale: 127.5, offset: 127.5 })] },
    (x) => 127.5 * x + 127.5,
    [-1, 1],
  ],
  [
    "Normalization with its statistics in the config, behind Rescaling",
    {
      layers: [
        layer("Rescaling", { name: "r", scale: 1 / 255, offset: 0 }),
        layer("Normalization", { name: "n", axis: [-1], mean: MEAN, variance: VARIANCE }, [
          ["r", 0, 0, {}],
        ]),
      ],
    },
    (x, k) => (x / 255 - MEAN[k]!) / DEVIATION[k]!,
    [0, 255],
  ],
  [
    "Normalization with its statistics in the weights",
    {
      layers: [layer("Normalization", { name: "n", axis: [3] })],
      weights: { "n/mean": [120, 110, 100], "n/variance": [3600, 2500, 4900], "n/count": [9] },
    },
    (x, k) => (x - [120, 110, 100][k]!) / [60, 50, 70][k]!,
    [0, 255],
  ],
  [
    "Normalization of all channels alike, of images in [-1, 1]",
    { layers: [layer("Normalization", { name: "n", axis: null, mean: -0.1, variance: 0.25 })] },
    (x) => (x + 0.1) / 0.5,
    [-1, 1],
  ],
  [
    "operations, as preprocess_input leaves them",
    {
      layers: [
        operation("math.truediv", ["image", 0, 0, constant]),
        operation("math.subtract", ["tf.math.truediv", 0, 0, { y: 1, name: null }]),
      ],
    },
    (x) => x / 127.5 - 1,
    [0, 255],
  ],
  [
    "operations with the constant in front, a cast and a bias",
    {
      layers: [
        operation("cast", ["image", 0, 0, { dtype: "float32" }]),
        operation("math.multiply", ["_CONSTANT_VALUE", -1, 1 / 255, { y: ["tf.cast", 0, 0] }]),
        operation("nn.bias_add", ["tf.math.multiply", 0, 0, { bias: MEAN.map((m) => -m) }]),
        operation("math.truediv", ["tf.nn.bias_add", 0, 0, { y: DEVIATION }]),
      ],
    },
    (x, k) => (x / 255 - MEAN[k]!) / DEVIATION[k]!,
    [0, 255],
  ],
  [
    "operations before Keras 2.4",
    {
      layers: [
        layer("TensorFlowOpLayer", {
          name: "tf_op_layer_truediv",
          node_def: '{"name": "truediv", "op": "RealDiv", "input": ["image", "truediv/y"]}',
          constants: { 1: 255 },
        }),
      ],
    },
    (x) => x / 255,
    [0, 255],
  ],
  [
    "a model of scaling layers in the model",
    {
      layers: [
        layer("Sequential", {
          name: "preprocessing",
          layers: [
            layer("Rescaling", {
              name: "r",
              scale: 1 / 127.5,
              offset: -1,
              batch_input_shape: [null, 32, 32, 3],
            }),
          ],
        }),
      ],
    },
    (x) => x / 127.5 - 1,
    [0, 255],
  ],
  ["no scaling", { layers: [] }, (x) => x, [-1, 1]],
  [
    "a scaling that changes nothing",
    { layers: [layer("Rescaling", { name: "r", scale: 1, offset: 0 })] },
    (x) => x,
    [-1, 1],
  ],
  [
    "an input layer of whole numbers",
    {
      layers: [layer("Rescaling", { name: "r", scale: 1 / 255, offset: 0 })],
      editInput: { dtype: "uint8" },
    },
    (x) => x / 255,
    [0, 255],
  ],
];

test.each(NETS)(
  "%s: the range is read, the net computes it",
  async (...[, inserted, scaled, range]) => {
    const path = await netWith(inserted);
    const read = { path, cut: "auto" };
    const backbone = await loadBackbone(read, { baseDir: "/" });
    expect(backbone).toMatchObject({ inputRange: range, warnings: [] });
    expect((await listLayers(path)).inputRange).toEqual(range);
    const explicit = await loadBackbone({ ...read, inputRange: range }, { baseDir: "/" });
    expect(explicit.warnings).toEqual([]);

    const [low, high] = range;
    const values = Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => {
      return low + ((high - low) * ((i * 37) % 256)) / 255;
    });
    const plain = await loadBackbone(
      { path: await netWith({ layers: [] }), cut: "auto" },
      { baseDir: "/" },
    );
    const expected = await featuresOf(
      plain,
      values.map((value, i) => scaled(value, i % 3)),
    );
    const found = await featuresOf(backbone, values);
    expect(found).toHaveLength(24);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  },
);

async function featuresOf(
  backbone: Awaited<ReturnType<typeof loadBackbone>>,
  values: Float32Array,
): Promise<Float32Array> {
  const net = await buildBackbone(backbone);
  const features = tf.tidy(() =>
    (net.predict(tf.tensor(values, [1, 32, 32, 3])) as tf.Tensor).dataSync(),
  );
  tf.dispose(net.weights.map((weight) => weight.read()));
  return features as Float32Array;
}

test("a configured range that contradicts the net is taken, with a warning that names both", async () => {
  const path = await netWith(NETS[0]![1]);
  const load = (inputRange: [number, number]) =>
    loadBackbone({ path, cut: "auto", inputRange }, { baseDir: "/" });
  for (const range of [
    [-1, 1],
    [0, 1],
  ] as [number, number][]) {
    const { inputRange, warnings } = await load(range);
    expect(inputRange).toEqual(range);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('scales its input itself ("r") and expects [0, 255]');
    expect(warnings[0]).toContain(`backbone.inputRange is [${range.join(", ")}]`);
  }
  expect((await load([0, 256])).warnings).toEqual([]);
});

test("a scaling that fits no usual range asks for inputRange, and is quiet once it has it", async () => {
  const odd = layer("Rescaling", { name: "r", scale: 1 / 65_535, offset: 7 });
  const read = { path: await netWith({ layers: [odd] }), cut: "auto" };
  const open = await loadBackbone(read, { baseDir: "/" });
  expect(open.inputRange).toEqual([-1, 1]);
  expect(open.warnings[0]).toMatch(
    /for which range of images is not clear.*Set backbone.inputRange/,
  );
  const set = await loadBackbone({ ...read, inputRange: [0, 65_535] }, { baseDir: "/" });
  expect(set.warnings).toEqual([]);
});

test("backbone layers says which layers scale, and how", async () => {
  const { layers, inputRange, scaling } = await listLayers(await netWith(NETS[7]![1]));
  expect(inputRange).toEqual([0, 255]);
  expect(scaling).toEqual({
    layers: ["tf.math.truediv", "tf.math.subtract"],
    does: "[0, 255] to [-1, 1]",
  });
  expect(layers.map(({ name }) => name)).toContain("tf.math.subtract");
});

test.each<[string, Json, RegExp]>([
  [
    "Python code",
    layer("Lambda", { name: "l", function: ["4wEA", null, null] }),
    /"l" is Python code/,
  ],
  [
    "an operation without a constant",
    operation("math.sin", ["image", 0, 0, {}]),
    /calls the TensorFlow operation "math.sin"/,
  ],
  [
    "a Normalization that was never adapted",
    layer("Normalization", { name: "n", axis: [-1] }),
    /"n" \(Normalization\).*neither in its config nor among the weights/,
  ],
  [
    "a Normalization of each row",
    layer("Normalization", { name: "n", axis: [1], mean: [1, 2], variance: [1, 2] }),
    /does not normalise per channel \(axis \[1\]\)/,
  ],
  [
    "a scale that is no number",
    layer("Rescaling", { name: "r", scale: "1/255" }),
    /"r" \(Rescaling\) has the scale "1\/255"/,
  ],
  [
    "a scale for four channels",
    layer("Rescaling", { name: "r", scale: [1, 2, 3, 4] }),
    /\(r\) is for 4 channels/,
  ],
  [
    "a layer of somebody's own",
    layer("Custom>Whiten", { name: "w" }),
    /"w" \(Custom>Whiten\).*no layer of this class/,
  ],
])("%s behind the input is refused by name", async (_, inserted, message) => {
  const path = await netWith({ layers: [inserted] });
  const loading = loadBackbone({ path, cut: "auto" }, { baseDir: "/" });
  await expect(loading).rejects.toMatchObject({ code: "BACKBONE_INVALID" });
  await expect(loading).rejects.toThrow(message);
});

test.each<[number, number, number[][]]>([
  [1 / 255, 0, [[0, 255]]],
  [1 / 256, 0, [[0, 255]]],
  [1 / 127.5, -1, [[0, 255]]],
  [1 / 128, -1, [[0, 255]]],
  [1 / 255, -0.5, [[0, 255]]],
  [-1 / 255, 1, [[0, 255]]], // inverted
  [1, -127.5, [[0, 255]]],
  [1, -117, [[0, 255]]],
  [1 / 58, -120 / 58, [[0, 255]]],
  [1 / 58, 0, [[0, 255]]],
  [
    1 / 0.225,
    -0.45 / 0.225,
    [
      [0, 1],
      [-1, 1], // also possible, so that no one who says so is warned
    ],
  ],
  [2, -1, [[0, 1]]],
  [255, 0, [[0, 1]]],
  [0.5, 0.5, [[-1, 1]]],
  [1 / 65_535, 0, []],
  [3, 700, []],
])("x * %d + %d is made for %j", (scale, offset, expects) => {
  const first = { name: "r", scale, offset, batch_input_shape: [null, 8, 8, 3] };
  const layers = [{ class_name: "Rescaling", config: first }];
  const net = parseTopology({ class_name: "Sequential", config: { layers } }, "model.json");
  expect(findInputScaling(net, "model.json")?.expects).toEqual(expects);
});

test("what the catalogue says comes after the net itself, and before the default", () => {
  const scaling = { layers: ["r"], scale: [1 / 255], offset: [0], expects: [[0, 255]] as const };
  const open = { scaling: null, takesIntegers: false };
  expect(chooseInputRange({ ...open, recorded: [0, 1] }).inputRange).toEqual([0, 1]);
  expect(chooseInputRange({ ...open, recorded: null }).inputRange).toEqual([-1, 1]);
  expect(chooseInputRange({ ...open, recorded: [0, 1], scaling }).inputRange).toEqual([0, 255]);
  const whole = chooseInputRange({ ...open, takesIntegers: true, configured: [-1, 1] });
  expect(whole.warnings[0]).toContain("takes whole numbers");
});
