import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Graph, GraphLayer, GraphNode } from "./layer-types.ts";

/** One call of a layer, on the graph's tensors by their numbers. */
export interface LayerStep {
  readonly kind: "layer";
  readonly layer: GraphLayer;
  readonly inputs: readonly number[];
  readonly output: number;
}

/** Layers whose outputs carry a mask along; nets with them are left to tfjs. */
const MASKING = new Set(["Masking", "Embedding"]);

/**
 * All layer calls that lead from a net's inputs to its outputs, each after those it needs; null for a net
 * with masks, with several outputs per layer, or whose outputs hang on something else than its inputs.
 */
export function collectSteps(graph: Graph): LayerStep[] | null {
  const done = new Set(graph.inputs.map(({ id }) => id));
  const steps: LayerStep[] = [];
  // Depth first with an own stack: a net of thousands of layers would overflow the machine's.
  const stack: SymbolicTensor[] = [...graph.outputs];
  while (stack.length > 0) {
    const tensor = stack.at(-1) as SymbolicTensor;
    if (done.has(tensor.id)) {
      stack.pop();
      continue;
    }
    const layer = tensor.sourceLayer as unknown as GraphLayer;
    const node: GraphNode | undefined = layer.inboundNodes[tensor.nodeIndex];
    if (!node || node.outputTensors.length !== 1 || node.inputTensors.length === 0) return null;
    if (MASKING.has(layer.getClassName())) return null;
    const waiting = node.inputTensors.filter(({ id }) => !done.has(id));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    stack.pop();
    done.add(tensor.id);
    const inputs = node.inputTensors.map(({ id }) => id);
    steps.push({ kind: "layer", layer, inputs, output: tensor.id });
  }
  return steps;
}
