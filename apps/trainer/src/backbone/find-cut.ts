import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { invalidBackbone, type LoadedBackbone } from "./loaded-backbone.ts";
import { isModel, type LayerNode, parseTopology, type Topology } from "./topology.ts";

/** Layers without weights that may lie between the classifier and its neighbours. */
const AFTER_CLASSIFIER = new Set(
  "Activation Softmax ReLU Dropout Reshape Flatten GlobalAveragePooling2D GlobalMaxPooling2D AveragePooling2D".split(
    " ",
  ),
);
/** A flattened map is averaged over space instead; an activation belongs to the features. */
const BEFORE_CLASSIFIER = new Set(["Dropout", "Reshape", "Flatten"]);
const PROBABILITIES = new Set(["softmax", "sigmoid"]);

/**
 * The layer whose output feeds the new head.
 *
 * `auto` goes back from the output over softmax, reshape and the like, over the classifier (a dense
 * layer, a 1 x 1 convolution that ends in a softmax, or a nested model of such layers) and over the
 * dropout before it. A net without a classifier is cut at its end.
 *
 * @throws {AppError} BACKBONE_LAYER_UNKNOWN with the nearest name.
 */
export function findCut(topology: Topology, cut: string, file: string): string {
  if (cut === "auto") return findClassifierInput(topology, file);
  if (topology.layers.has(cut)) return cut;
  const names = [...topology.layers.keys()];
  const near = nearestName(cut, names);
  throw new AppError({
    code: "BACKBONE_LAYER_UNKNOWN",
    message: `${file} has no layer "${cut}"${near ? `; did you mean "${near}"?` : "."}`,
    hint: `Set backbone.cut to "auto" or to one of its ${names.length} layers: \`pnpm trainer backbone layers\` lists them.`,
  });
}

function findClassifierInput(topology: Topology, file: string): string {
  let layer = topology.layers.get(topology.output) as LayerNode;
  let endsInProbabilities = false;
  while (AFTER_CLASSIFIER.has(layer.className)) {
    endsInProbabilities ||= givesProbabilities(layer);
    const below = inputOf(topology, layer);
    if (!below) return topology.output;
    layer = below;
  }
  if (!isClassifier(layer, { endsInProbabilities, file })) return topology.output;
  let below = inputOf(topology, layer);
  while (below && BEFORE_CLASSIFIER.has(below.className)) {
    below = inputOf(topology, below);
  }
  if (!below || below.className === "InputLayer") {
    throw invalidBackbone(
      `${file}: nothing is left of the net when its classifier "${layer.name}" is cut off.`,
      "Name the layer to cut at in backbone.cut.",
    );
  }
  return below.name;
}

function isClassifier(
  layer: LayerNode,
  { endsInProbabilities, file }: { endsInProbabilities: boolean; file: string },
): boolean {
  if (layer.className === "Dense") return true;
  if (layer.className === "Conv2D") {
    const kernel = layer.config["kernel_size"];
    const pointwise = JSON.stringify(kernel) === "[1,1]" || kernel === 1;
    return pointwise && (endsInProbabilities || givesProbabilities(layer));
  }
  if (!isModel(layer.className)) return false;
  const { className, config, name } = layer;
  const inner = parseTopology({ class_name: className, config }, `${file}, layer "${name}"`);
  const classes = [...inner.layers.values()].map((part) => part.className);
  return (
    classes.includes("Dense") &&
    classes.every((part) => part === "Dense" || part === "InputLayer" || AFTER_CLASSIFIER.has(part))
  );
}

function givesProbabilities(layer: LayerNode): boolean {
  const activation = layer.config["activation"];
  return (
    layer.className === "Softmax" ||
    (typeof activation === "string" && PROBABILITIES.has(activation))
  );
}

/** The one layer it reads; null for an input layer or a layer that joins several. */
function inputOf(topology: Topology, layer: LayerNode): LayerNode | null {
  const [name, ...others] = layer.inputs;
  if (name === undefined || others.length > 0) return null;
  return topology.layers.get(name) ?? null;
}

/** A backbone in two: fixed layers, and those that are trained. */
export interface TrainedPart {
  /** The layer whose output is all that the trained layers read. */
  readonly below: string;
  /** Names of the trained layers. */
  readonly layers: ReadonlySet<string>;
}

/**
 * The layers that are trained where training begins at `from`: it and all that depend on it.
 *
 * @throws {AppError} BACKBONE_LAYER_UNKNOWN where there is no such layer, or where the trained layers read
 *   more than one tensor, as inside a residual block.
 */
export function findTrainedPart(backbone: LoadedBackbone, from: string): TrainedPart {
  const topology = parseTopology(backbone.topology, backbone.path);
  if (!topology.layers.has(from)) throw unknownLayer(topology, from);
  const layers = descendants(topology, from);
  const read = inputsOf(topology, layers);
  const [below, ...others] = read;
  if (below !== undefined && others.length === 0) return { below, layers };
  const start = startOfBlock(topology, from);
  throw new AppError({
    code: "BACKBONE_LAYER_UNKNOWN",
    message:
      `trainFrom "${from}": ` +
      (below === undefined
        ? "nothing lies below this layer."
        : `what lies above reads ${read.size} tensors (of ${[...read].join(", ")}); training must begin where all passes through one.`),
    hint: start
      ? `Set trainFrom to "${start}", or leave it out to train every layer.`
      : "Leave trainFrom out to train every layer.",
  });
}

/** The layer and all that read it, directly or not. */
function descendants({ layers }: Topology, from: string): Set<string> {
  const found = new Set([from]);
  let size = 0;
  while (size !== found.size) {
    size = found.size;
    for (const { name, inputs } of layers.values()) {
      if (inputs.some((input) => found.has(input))) found.add(name);
    }
  }
  return found;
}

/** Names of the layers outside of `part` that layers in it read. */
function inputsOf({ layers }: Topology, part: ReadonlySet<string>): Set<string> {
  const inputs = [...part].flatMap((name) => layers.get(name)?.inputs ?? []);
  return new Set(inputs.filter((input) => !part.has(input)));
}

/** The nearest layer below at which training may begin. */
function startOfBlock(topology: Topology, from: string): string | null {
  const seen = new Set<string>();
  const todo = [...(topology.layers.get(from)?.inputs ?? [])];
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (inputsOf(topology, descendants(topology, name)).size === 1) return name;
    todo.push(...(topology.layers.get(name)?.inputs ?? []));
  }
  return null;
}

function unknownLayer({ layers }: Topology, from: string): AppError {
  const near = nearestName(from, [...layers.keys()]);
  return new AppError({
    code: "BACKBONE_LAYER_UNKNOWN",
    message: `trainFrom: the backbone has no layer "${from}"${near ? `; did you mean "${near}"?` : "."}`,
    hint: "`pnpm trainer backbone layers FILE` lists them.",
  });
}
