import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRng, gaussian } from "@graft/core/analysis/random";
import { drawImage } from "../src/testing/demo-dataset.ts";

/** Writes a data set of photographs and drawings below `folder`, in `images`. */
export async function writeImages(folder: string, perClass: number): Promise<void> {
  for (const kind of ["photo", "drawing"]) {
    const place = path.join(folder, "images", kind);
    mkdirSync(place, { recursive: true });
    for (let seed = 0; seed < perClass; seed++) {
      writeFileSync(path.join(place, `${seed}.webp`), await drawImage(kind, seed));
    }
  }
}

const FILTERS = 8;
const CLASSES = 4;

/** Writes a net of one convolution as a tfjs LayersModel below `folder`, in `net`: a backbone that trains in no time. */
export function writeNet(folder: string, side: number): void {
  const place = path.join(folder, "net");
  mkdirSync(place, { recursive: true });
  const rng = createRng(1);
  const weights = [
    { name: "conv/kernel", shape: [3, 3, 3, FILTERS] },
    { name: "conv/bias", shape: [FILTERS] },
    { name: "classes/kernel", shape: [FILTERS, CLASSES] },
    { name: "classes/bias", shape: [CLASSES] },
  ];
  const count = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
  const values = Float32Array.from({ length: count }, () => 0.2 * gaussian(rng));
  writeFileSync(path.join(place, "weights.bin"), values);
  const layers = [
    {
      class_name: "Conv2D",
      config: {
        name: "conv",
        batch_input_shape: [null, side, side, 3],
        filters: FILTERS,
        kernel_size: [3, 3],
        padding: "same",
        activation: "relu",
      },
    },
    { class_name: "GlobalAveragePooling2D", config: { name: "pool" } },
    { class_name: "Dense", config: { name: "classes", units: CLASSES, activation: "softmax" } },
  ];
  const model = {
    format: "layers-model",
    modelTopology: { class_name: "Sequential", config: { name: "net", layers } },
    weightsManifest: [
      { paths: ["weights.bin"], weights: weights.map((one) => ({ ...one, dtype: "float32" })) },
    ],
  };
  writeFileSync(path.join(place, "model.json"), JSON.stringify(model));
}

export interface Trainer {
  /** The exit status; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  /** All it has printed so far. */
  readonly output: () => string;
  readonly kill: () => void;
}

const SCRIPT = path.resolve(import.meta.dirname, "../../../scripts/trainer.mjs");

/** Runs `pnpm trainer run` with an experiment file that is written to `home`, where its runs go too. */
export function startTrainer(home: string, name: string, config: object | string): Trainer {
  const file = path.join(home, `${name}.json`);
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify({ name, ...config }));
  return startCommand(home, "run", "--config", file);
}

/** Runs `pnpm trainer` with the database in `home`. */
export function startCommand(home: string, ...args: string[]): Trainer {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GRAFT_HOME: home },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return {
    ended: new Promise((resolve) => child.on("exit", resolve)),
    output: () => output,
    kill: () => void child.kill("SIGKILL"),
  };
}

/**
 * An experiment whose first method would train for hours, so that it runs until it is stopped; the others take
 * seconds. It needs `writeImages(home, 64)` and `writeNet(home, 32)`.
 */
export function endlessExperiment(...pixelSizes: number[]) {
  return {
    dataset: { kind: "folder", path: "images", imageSize: 32 },
    split: { train: 112, test: 16 },
    backbone: { kind: "file", path: "net/model.json" },
    methods: [
      { kind: "fine-tuned", epochs: 10_000, batchSize: 1 },
      ...pixelSizes.map((pixelSize) => ({ kind: "raw-pixels", pixelSize, folds: 2 })),
    ],
    device: "wasm",
  };
}
