import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRng, gaussian } from "@graft/core/analysis/random";

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
