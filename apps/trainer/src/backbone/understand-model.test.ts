import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tinyBackbone, writeTinyBackbone } from "./testing/tiny-backbone.ts";
import { listLayers } from "./understand-model.ts";

test("lists what tfjs's own summary says, and where the net is cut", async () => {
  const folder = await mkdtemp(join(tmpdir(), "graft-layers-"));
  try {
    await writeTinyBackbone(folder);
    const listed = await listLayers("model.json", folder);
    const expected = tinyBackbone().layers.map((layer) => ({
      name: layer.name,
      className: layer.getClassName(),
      outputShape: (layer.outputShape as number[]).slice(1),
      numParameters: layer.countParams(),
      isCut: layer.name === "pool",
    }));
    expect(listed).toEqual({ layers: expected, inputRange: [-1, 1], scaling: null });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
