import { z } from "zod";

import { invalidBackbone } from "./loaded-backbone.ts";

/** A layer as written in model.json, in Keras's own snake_case. */
export interface LayerNode {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers it reads, in order; empty for an input layer. */
  readonly inputs: readonly string[];
  /** As written, for writing it again. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** A net as a graph of layers, each called once. */
export interface Topology {
  readonly className: "Sequential" | "Model";
  readonly layers: ReadonlyMap<string, LayerNode>;
  /** Layer whose output is the net's output. */
  readonly output: string;
}

const MAX_LAYERS = 10_000;
const anyObject = z.record(z.string(), z.unknown());
const layerReference = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());
const layerJson = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  config: anyObject,
  inbound_nodes: z.array(z.union([z.array(layerReference), z.looseObject({})])).optional(),
});
const modelJson = z.looseObject({
  class_name: z.string(),
  config: z.union([
    z.looseObject({
      layers: z.array(layerJson).min(1).max(MAX_LAYERS),
      input_layers: z.array(z.unknown()).optional(),
      output_layers: z.array(z.unknown()).optional(),
    }),
    z.array(layerJson).min(1).max(MAX_LAYERS),
  ]),
});
type LayerJson = z.output<typeof layerJson>;

const KERAS_3_HINT =
  "tfjs reads nets written by Keras 2 only: save it with the package tf_keras, then convert it again.";

/** Reads the graph of layers. @throws {AppError} BACKBONE_INVALID, naming the layer at fault. */
export function parseTopology(json: unknown, file: string): Topology {
  const parsed = modelJson.safeParse(json);
  if (!parsed.success) {
    const fault = parsed.error.issues[0];
    const where = fault?.path.join(".") ?? "";
    throw invalidBackbone(
      `${file}: the description of the layers cannot be read (${where || "modelTopology"}: ${fault?.message}).`,
    );
  }
  const { class_name: className, config } = parsed.data;
  const sequential = className === "Sequential";
  if (!isModel(className)) {
    throw invalidBackbone(
      `${file}: the model is of the class "${className}"; expected Sequential, Model or Functional.`,
    );
  }
  const listed = Array.isArray(config) ? config : config.layers;
  const layers = new Map<string, LayerNode>();
  let previous: string | null = null;
  for (const layer of listed) {
    const node = parseLayer(
      layer,
      sequential ? [previous].filter((name) => name !== null) : null,
      file,
    );
    if (layers.has(node.name)) {
      throw invalidBackbone(`${file}: two layers have the name "${node.name}".`);
    }
    layers.set(node.name, node);
    previous = node.name;
  }
  const output = sequential ? previous : outputName(Array.isArray(config) ? {} : config, file);
  if (output === null || !layers.has(output)) {
    throw invalidBackbone(`${file}: the output layer "${output}" is not among the layers.`);
  }
  return { className: sequential ? "Sequential" : "Model", layers, output };
}

function parseLayer(layer: LayerJson, chained: string[] | null, file: string): LayerNode {
  const name = layer.name ?? layer.config["name"];
  if (typeof name !== "string" || name === "") {
    throw invalidBackbone(`${file}: a layer of the class "${layer.class_name}" has no name.`);
  }
  const calls = layer.inbound_nodes ?? [];
  if (calls.some((call) => !Array.isArray(call)) || "batch_shape" in layer.config) {
    throw invalidBackbone(`${file}: the model was written by Keras 3.`, KERAS_3_HINT);
  }
  if (calls.length > 1) {
    throw invalidBackbone(
      `${file}: the layer "${name}" is used ${calls.length} times; nets with shared layers cannot be cut.`,
    );
  }
  const references = (calls[0] ?? []) as z.output<typeof layerReference>[];
  return {
    name,
    className: layer.class_name,
    config: layer.config,
    inputs: chained ?? references.map(([input]) => input),
    source: layer,
  };
}

function outputName(config: { output_layers?: unknown[] | undefined }, file: string): string {
  const outputs = config.output_layers ?? [];
  // A single output may be written without the outer list.
  const list = typeof outputs[0] === "string" ? [outputs] : outputs;
  const reference = layerReference.safeParse(list[0]);
  if (list.length !== 1 || !reference.success) {
    throw invalidBackbone(
      `${file}: the model has ${list.length} outputs; expected one.`,
      "Export a net with a single output.",
    );
  }
  return reference.data[0];
}

/** True for a model config, also of one used as a layer of another. */
export function isModel(className: string): boolean {
  return className === "Sequential" || className === "Model" || className === "Functional";
}

/** Names of the layer and of all that it reads, directly or not. */
export function ancestors(topology: Topology, name: string): Set<string> {
  const found = new Set([name]);
  const todo = [name];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    for (const input of topology.layers.get(next)?.inputs ?? []) {
      if (found.has(input)) continue;
      found.add(input);
      todo.push(input);
    }
  }
  return found;
}
