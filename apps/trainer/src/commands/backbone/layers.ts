import { listLayers } from "../../backbone/list-layers.ts";
import { resolveModelPath } from "../../backbone/sources/find-backbone.ts";
import { printable } from "../../printable.ts";
import { textTable } from "../../report/text-table.ts";

/** `trainer backbone layers`: where a net can be cut. */
export async function backboneLayersCommand(net: string, options: { json?: true }): Promise<void> {
  const { layers, inputRange, scaling } = await listLayers(await resolveModelPath(net));
  if (options.json) {
    for (const layer of layers) {
      const scales = scaling?.layers.includes(layer.name) ? scaling.does : null;
      console.log(JSON.stringify({ ...layer, scales }));
    }
    return;
  }
  const rows = layers.map(({ name, className, outputShape, numParameters }) => [
    name,
    className,
    `[${outputShape.map((size) => size ?? "any").join(", ")}]`,
    numParameters.toLocaleString("en"),
  ]);
  console.log(printable(textTable([["layer", "class", "output", "parameters"], ...rows])));
  const by = scaling ? `; ${scaling.layers.join(", ")} then maps ${scaling.does}` : "";
  console.log(printable(`\nInput range: [${inputRange.join(", ")}]${by}`));
}
