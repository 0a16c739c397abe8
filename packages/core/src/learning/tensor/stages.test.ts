import "@tensorflow/tfjs-backend-cpu";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { stagesOf } from "./stages.ts";

test("a stage is what works at one resolution; nested nets count as their layers", () => {
  const inner = sequential({ name: "inner" });
  inner.add(
    layers.conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 1, strides: 2, name: "c" }),
  );
  inner.add(layers.batchNormalization({ name: "d" }));
  const net = sequential();
  net.add(layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 1, name: "a" }));
  net.add(layers.conv2d({ filters: 2, kernelSize: 1, strides: 2, name: "b" }));
  net.add(layers.activation({ activation: "relu", name: "relu" }));
  net.add(inner);
  net.add(layers.globalAveragePooling2d({}));
  net.add(layers.dense({ units: 2, name: "e" }));
  for (const parts of [net.layers, [net]]) {
    const names = stagesOf(parts).map((stage) => stage.map(({ name }) => name));
    expect(names).toEqual([["a"], ["b"], ["c", "d"], ["e"]]);
  }
  net.dispose();
});
