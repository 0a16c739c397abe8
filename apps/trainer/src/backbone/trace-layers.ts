import { shortened } from "@graft/core/contract";
import type { Shape } from "@tensorflow/tfjs-layers";
import { invalidBackbone } from "./backbone-error.ts";
import { createLayer, type OpenLayer } from "./create-layer.ts";
import { isModel, type LayerNode, parseTopology, type Topology } from "./topology.ts";

export interface WeightSlot {
  /** As tfjs calls it: `<layer>/<weight>`. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface TracedLayer {
  readonly name: string;
  readonly className: string;
  /** With the batch first, which is null. */
  readonly outputShape: Shape;
  readonly weights: readonly WeightSlot[];
}

/**
 * Output shape and weights of every layer, without making a tensor: the layers are made by tfjs's own
 * classes and asked for their shapes, but the weights that they ask for are only written down.
 *
 * @param wanted Names of the layers to trace; all by default.
 * @param inputShape Without the batch, for the input layer.
 * @throws {AppError} BACKBONE_INVALID, naming the layer that does not fit.
 */
export function traceLayers(
  topology: Topology,
  { file, inputShape, wanted }: { file: string; inputShape: Shape; wanted?: ReadonlySet<string> },
): Map<string, TracedLayer> {
  const traced = new Map<string, TracedLayer>();
  let waiting = [...topology.layers.values()].filter((layer) => wanted?.has(layer.name) ?? true);
  while (waiting.length > 0) {
    const later: LayerNode[] = [];
    for (const layer of waiting) {
      const inputs = layer.inputs.map((name) => traced.get(name)?.outputShape);
      if (inputs.includes(undefined)) later.push(layer);
      else
        traced.set(layer.name, traceLayer(layer, { file, inputShape, inputs: inputs as Shape[] }));
    }
    if (later.length === waiting.length) {
      const { name, inputs } = later[0] as LayerNode;
      throw invalidBackbone(
        `${file}: the layer "${name}" reads ${inputs.join(", ")}, which cannot be computed before it.`,
      );
    }
    waiting = later;
  }
  return traced;
}

function traceLayer(
  node: LayerNode,
  { file, inputShape, inputs }: { file: string; inputShape: Shape; inputs: Shape[] },
): TracedLayer {
  const { name, className } = node;
  if (className === "InputLayer") {
    return { name, className, outputShape: [null, ...inputShape], weights: [] };
  }
  const shapes = inputs.length === 0 ? [[null, ...inputShape]] : inputs;
  if (isModel(className)) return traceNested(node, { file, inputShape: shapes[0]?.slice(1) ?? [] });
  const layer = createLayer(node, file);
  try {
    return { name, className, ...traceShapes(node, { layer, shapes }) };
  } catch (error) {
    throw invalidBackbone(
      `${file}: the layer "${name}" (${className}) does not fit its input ${show(shapes)}: ${shortened((error as Error).message, 200)}`,
      "Compare the layer with the net it comes from, or give an imageSize that the net was made for.",
      error,
    );
  }
}

function traceShapes(
  node: LayerNode,
  { layer, shapes }: { layer: OpenLayer; shapes: Shape[] },
): { outputShape: Shape; weights: WeightSlot[] } {
  const weights: WeightSlot[] = [];
  layer.addWeight = (weight, shape) => {
    weights.push({ name: `${node.name}/${weight}`, shape: shape.map(Number) });
    return null;
  };
  const input = shapes.length === 1 ? (shapes[0] as Shape) : shapes;
  const symbols = shapes.map((shape) => ({ shape, rank: shape.length, dtype: "float32" }));
  layer.assertInputCompatibility(symbols);
  layer.build(input);
  layer.assertInputCompatibility(symbols);
  const output = layer.computeOutputShape(input);
  if (Array.isArray(output[0])) throw new Error("it has several outputs");
  const outputShape = output as Shape;
  if (outputShape.slice(1).some((size) => size !== null && !(size > 0))) {
    throw new Error(`nothing is left of it (output ${show([outputShape])})`);
  }
  return { outputShape, weights };
}

function traceNested(
  { name, className, config }: LayerNode,
  { file, inputShape }: { file: string; inputShape: Shape },
): TracedLayer {
  const inner = parseTopology({ class_name: className, config }, `${file}, layer "${name}"`);
  const traced = traceLayers(inner, { file, inputShape });
  const weights = [...traced.values()].flatMap((layer) => layer.weights);
  return { name, className, outputShape: traced.get(inner.output)?.outputShape ?? [], weights };
}

function show(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `[${shape.slice(1).join(", ")}]`).join(" and ");
}
