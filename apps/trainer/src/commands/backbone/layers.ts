import { listLayers } from "../../backbone/list-layers.ts";
import { resolveModelPath } from "../../backbone/sources/find-backbone.ts";
import { printable } from "../../printable.ts";
import { textTable } from "../../report/text-table.ts";

/** `trainer backbone layers`: where a net can be cut. */
export async function backboneLayersCommand(net: string, options: { json?: true }): Promise<void> {
  const layers = await listLayers(await resolveModelPath(net));
  if (options.json) {
    for (const layer of layers) console.log(JSON.stringify(layer));
    return;
  }
  const rows = layers.map(({ name, className, outputShape, numParameters }) => [
    name,
    className,
    `[${outputShape.map((size) => size ?? "any").join(", ")}]`,
    numParameters.toLocaleString("en"),
  ]);
  console.log(printable(textTable([["layer", "class", "output", "parameters"], ...rows])));
}
