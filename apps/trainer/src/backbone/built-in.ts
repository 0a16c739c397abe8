import { fileURLToPath } from "node:url";

/** The net that Graft ships; `backbones/<name>/README.md` is its model card. */
export const BUILT_IN: {
  readonly name: string;
  readonly modelPath: string;
  readonly inputRange: [number, number];
  readonly fineTuningRate: number;
} = {
  name: "graft-drawn-1",
  modelPath: fileURLToPath(new URL("../../backbones/graft-drawn-1/model.json", import.meta.url)),
  inputRange: [-1, 1],
  fineTuningRate: 1e-3,
};
