import { z } from "zod";
import { invalidBackbone } from "./backbone-error.ts";
import { type LayerNode, parseTopology, type Topology } from "./topology.ts";
import { isModel } from "./trace-layers.ts";

export interface InputLayer {
  readonly name: string;
  /** Height and width, null where the net takes any. */
  readonly size: readonly [number | null, number | null];
}

const pictures = z.tuple([
  z.unknown(),
  z.number().positive().nullable(),
  z.number().positive().nullable(),
  z.literal(3),
]);

/** The layer that takes the pictures. @throws {AppError} BACKBONE_INVALID unless it takes [h, w, 3]. */
export function findInput(topology: Topology, file: string): InputLayer {
  const starts = [...topology.layers.values()].filter((layer) => layer.inputs.length === 0);
  const [start] = starts;
  if (!start || starts.length > 1) {
    throw invalidBackbone(
      `${file}: the net has ${starts.length} inputs (${starts.map((layer) => layer.name).join(", ")}); expected one picture.`,
      "Use a net that takes one picture.",
    );
  }
  const declared = start.config["batch_input_shape"];
  if (declared === undefined && isModel(start.className)) {
    return { ...findInput(innerTopology(start, file), file), name: start.name };
  }
  const shape = pictures.safeParse(declared);
  if (!shape.success) {
    throw invalidBackbone(
      `${file}: the input layer "${start.name}" takes ${JSON.stringify(declared) ?? "no declared shape"}; expected [null, height, width, 3].`,
      "Use a net that takes RGB pictures with the channels last.",
    );
  }
  return { name: start.name, size: [shape.data[1], shape.data[2]] };
}

/** The input layer as JSON for pictures of another size; goes into nested models. */
export function withInputSize(
  layer: LayerNode,
  size: number,
  file: string,
): Record<string, unknown> {
  const shape = [null, size, size, 3];
  const config: Record<string, unknown> = { ...layer.config };
  if (config["batch_input_shape"] !== undefined || !isModel(layer.className)) {
    config["batch_input_shape"] = shape;
  }
  if (isModel(layer.className)) {
    const inner = innerTopology(layer, file);
    const { name } = findInput(inner, file);
    config["layers"] = [...inner.layers.values()].map((part) =>
      part.name === name ? withInputSize(part, size, file) : part.source,
    );
  }
  return { ...layer.source, config };
}

function innerTopology(layer: LayerNode, file: string): Topology {
  const json = { class_name: layer.className, config: layer.config };
  return parseTopology(json, `${file}, layer "${layer.name}"`);
}
