import { type InputLayer, withInputSize } from "./input-layer.ts";
import { ancestors, type Topology } from "./topology.ts";

/** The layers up to `cut` as a Keras-style model for images of `imageSize` pixels a side. */
export function writeTopology(
  topology: Topology,
  { cut, input, imageSize }: { cut: string; input: InputLayer; imageSize: number },
  file: string,
): Record<string, unknown> {
  const kept = ancestors(topology, cut);
  const layers = [...topology.layers.values()]
    .filter((layer) => kept.has(layer.name))
    .map((layer) =>
      layer.name === input.name ? withInputSize(layer, imageSize, file) : layer.source,
    );
  const name = "graft_backbone";
  if (topology.className === "Sequential") {
    return { class_name: "Sequential", config: { name, layers } };
  }
  const ends = { input_layers: [[input.name, 0, 0]], output_layers: [[cut, 0, 0]] };
  return { class_name: "Model", config: { name, layers, ...ends } };
}
