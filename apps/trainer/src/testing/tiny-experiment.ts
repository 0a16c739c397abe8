import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import type { ExperimentConfigInput } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { drawTinyImages } from "../dataset/testing/tiny-images.ts";

/** A folder with images, a net and an experiment file: small enough to run in seconds. */
export interface TinyExperiment {
  readonly folder: string;
  /** For GRAFT_HOME. */
  readonly home: string;
  readonly configFile: string;
  /** model.json of the net. */
  readonly backbone: string;
  /** Writes the config once more with other settings. @returns Its path. */
  write(changes: Partial<ExperimentConfigInput>): Promise<string>;
  dispose(): Promise<void>;
}

/** Two classes of 30 images at 32 px, a net of 24 features, all four methods, two epochs. */
export async function tinyExperiment(): Promise<TinyExperiment> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "graft-tiny-"));
  await drawTinyImages(path.join(folder, "images"), {
    seed: 1,
    numClasses: 2,
    perClass: 30,
    side: 32,
  });
  await tf.setBackend("cpu");
  const backbone = await writeTinyBackbone(path.join(folder, "net"), { seed: 1 });
  const config: ExperimentConfigInput = {
    name: "tiny",
    dataset: { kind: "folder", path: "images", imageSize: 32 },
    split: { train: 40, test: 20 },
    backbone: { kind: "file", path: "net/model.json" },
    methods: [
      { kind: "fine-tuned", epochs: 2 },
      { kind: "scratch", epochs: 2 },
      // All kinds of classifiers take part once, where there are few features.
      { kind: "raw-pixels", classifiers: ["logistic-regression", "k-nearest-neighbours"] },
      "frozen-features",
    ],
    device: "wasm",
  };
  let written = 0;
  async function write(changes: Partial<ExperimentConfigInput>): Promise<string> {
    written += 1;
    const file = path.join(folder, `experiment-${written}.json`);
    await writeFile(file, JSON.stringify({ ...config, ...changes }));
    return file;
  }
  return {
    folder,
    home: path.join(folder, "home"),
    configFile: await write({}),
    backbone,
    write,
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
