import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Activation } from "../kernels.ts";
import {
  asActivation,
  asBatchNorm,
  asConvolution,
  asZeroPadding,
  type BatchNormLayer,
  type ConvolutionLayer,
} from "./layer-kinds.ts";

type Layer = layers.Layer;

/** Layers that are computed as one: padding, convolution, normalization, activation, in this order. */
export interface Block {
  readonly padding: [[number, number], [number, number]] | null;
  readonly convolution: ConvolutionLayer | null;
  readonly norm: BatchNormLayer | null;
  readonly activation: Activation;
}

/** One thing to compute: a layer as it is, or a block. */
export interface Step {
  readonly layer: Layer;
  readonly block: Block | null;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** A model's computation in order. */
export interface ModelPlan {
  readonly steps: readonly Step[];
  /** How many steps read each tensor, by its id. */
  readonly readers: ReadonlyMap<number, number>;
}

/** A model, or the part of it between some of its tensors. */
export interface Part {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** Finds the layers between inputs and outputs in the order of computation and joins those that make a block. */
export function planModel(part: Part): ModelPlan {
  const steps = joinBlocks(orderSteps(part), part);
  return { steps, readers: countReaders(steps) };
}

function orderSteps(part: Part): Step[] {
  const given = new Set(part.inputs.map(({ id }) => id));
  const done = new Set<string>();
  const steps: Step[] = [];
  const visit = (tensor: SymbolicTensor): void => {
    const key = `${tensor.sourceLayer.name}/${tensor.nodeIndex}`;
    if (given.has(tensor.id) || done.has(key)) return;
    done.add(key);
    tensor.inputs.forEach(visit);
    const node = tensor.sourceLayer.inboundNodes[tensor.nodeIndex];
    const outputs = node?.outputTensors ?? [tensor];
    steps.push({ layer: tensor.sourceLayer, block: null, inputs: tensor.inputs, outputs });
  };
  part.outputs.forEach(visit);
  return steps;
}

function countReaders(steps: readonly Step[]): Map<number, number> {
  const readers = new Map<number, number>();
  for (const { inputs } of steps) {
    for (const { id } of inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  return readers;
}

function joinBlocks(steps: readonly Step[], part: Part): Step[] {
  const readers = countReaders(steps);
  const wanted = new Set(part.outputs.map(({ id }) => id));
  const readerOf = new Map(steps.flatMap((step) => step.inputs.map(({ id }) => [id, step])));
  /** The step that alone reads what this one makes. */
  const next = ({ outputs }: Step): Step | undefined => {
    const [output] = outputs;
    if (!output || outputs.length > 1 || wanted.has(output.id)) return undefined;
    return readers.get(output.id) === 1 ? readerOf.get(output.id) : undefined;
  };
  const joined = new Set<Step>();
  const result: Step[] = [];
  for (const step of steps) {
    if (joined.has(step)) continue;
    const { block, members } = blockFrom(step, next);
    for (const member of members) joined.add(member);
    const last = members.at(-1);
    result.push(block && last ? { ...step, block, outputs: last.outputs } : step);
  }
  return result;
}

function blockFrom(
  first: Step,
  next: (step: Step) => Step | undefined,
): { block: Block | null; members: Step[] } {
  const none = { block: null, members: [] };
  const members: Step[] = [];
  let step: Step | undefined = first;
  const take = (): void => {
    if (!step) return;
    members.push(step);
    step = next(step);
  };
  const padding = asZeroPadding(first.layer);
  if (padding) take();
  const convolution = step ? asConvolution(step.layer) : null;
  if (padding && convolution?.padding !== "valid") return none;
  if (convolution) take();
  let activation = convolution?.activation ?? "linear";
  const norm = step && activation === "linear" ? asBatchNorm(step.layer) : null;
  if (norm) take();
  if (!convolution && !norm) return none;
  const following = step && activation === "linear" ? asActivation(step.layer) : null;
  if (following) {
    activation = following;
    take();
  }
  return { block: { padding, convolution, norm, activation }, members };
}
