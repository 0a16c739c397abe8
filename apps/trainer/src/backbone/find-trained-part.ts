import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { LoadedBackbone } from "./loaded-backbone.ts";
import { parseTopology, type Topology } from "./topology.ts";

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
