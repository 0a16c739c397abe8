import type { layers } from "@tensorflow/tfjs-layers";
import type { BatchNormLayer } from "../ops/batch-norm-layer.ts";
import type { Activation } from "../ops/kernels.ts";
import { collectSteps, type LayerStep } from "./collect-steps.ts";
import type { ConvLayer, Graph, PadLayer } from "./layer-types.ts";
import { asActivation, asConv, asNorm, asPad, ownActivation } from "./recognise-layer.ts";

/** Layers in a row that are run as one: [pad] conv [norm] [activation], or norm [activation]. */
export interface BlockStep {
  readonly kind: "block";
  readonly pad: PadLayer | null;
  readonly conv: ConvLayer | null;
  readonly norm: BatchNormLayer | null;
  readonly activation: Activation;
  readonly inputs: readonly [number];
  readonly output: number;
}

export type Step = LayerStep | BlockStep;

/** A net as steps in an order in which they can be run. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Numbers of the tensors that go in and come out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** For each step the tensors that no later step needs. */
  readonly finished: readonly (readonly number[])[];
}

/** The plan of a net, or null for one that is left to tfjs. */
export function planGraph(graph: Graph): Plan | null {
  const inputs = graph.inputs.map(({ id }) => id);
  const outputs = graph.outputs.map(({ id }) => id);
  const calls = collectSteps(graph);
  if (!calls) return null;
  const steps = joinSteps(calls, new Set(outputs));
  return { steps, inputs, outputs, finished: lastUses(steps, new Set([...inputs, ...outputs])) };
}

/** Joins what can be run as one, where nothing else reads what is between. */
function joinSteps(calls: readonly LayerStep[], outputs: ReadonlySet<number>): Step[] {
  const readers = new Map<number, LayerStep[]>();
  for (const call of calls) {
    for (const id of call.inputs) readers.set(id, [...(readers.get(id) ?? []), call]);
  }
  const next: Next = ({ output }, recognise) => {
    const [reader, ...others] = readers.get(output) ?? [];
    if (!reader || others.length > 0 || outputs.has(output) || reader.inputs.length > 1)
      return null;
    return recognise(reader.layer) === null ? null : reader;
  };
  const absorbed = new Set<LayerStep>();
  return calls.flatMap((call): Step[] => {
    if (absorbed.has(call)) return [];
    const members = call.inputs.length === 1 ? blockFrom(call, next) : null;
    if (!members) return [call];
    for (const member of Object.values(members)) if (member) absorbed.add(member);
    return [joined(members)];
  });
}

/** The only reader of a step's output, if it is of the wanted kind. */
type Next = (step: LayerStep, recognise: (layer: layers.Layer) => unknown) => LayerStep | null;

interface Members {
  readonly pad: LayerStep | null;
  readonly conv: LayerStep | null;
  readonly norm: LayerStep | null;
  readonly activation: LayerStep | null;
}

/** The longest block that starts with this step; null where none does. */
function blockFrom(step: LayerStep, next: Next): Members | null {
  const pad = asPad(step.layer) ? step : null;
  const first = pad ? next(pad, isUnpaddedConv) : step;
  if (!first) return null;
  const conv = asConv(first.layer) ? first : null;
  const bare = conv !== null && ownActivation(conv.layer) === "linear";
  const afterConv = bare ? next(conv, asNorm) : null;
  const norm = conv ? afterConv : asNorm(first.layer) && first;
  if (!conv && !norm) return null;
  const last = norm ?? (bare ? conv : null);
  return { pad, conv, norm, activation: last && next(last, asActivation) };
}

function isUnpaddedConv(layer: layers.Layer): ConvLayer | null {
  const conv = asConv(layer);
  return conv?.padding === "valid" ? conv : null;
}

function joined({ pad, conv, norm, activation }: Members): BlockStep {
  const [first] = [pad, conv, norm].filter((step) => step !== null) as [LayerStep];
  const last = (activation ?? norm ?? conv) as LayerStep;
  const own = conv && ownActivation(conv.layer);
  return {
    kind: "block",
    pad: pad && asPad(pad.layer),
    conv: conv && asConv(conv.layer),
    norm: norm && asNorm(norm.layer),
    activation: (activation ? asActivation(activation.layer) : own) ?? "linear",
    inputs: [first.inputs[0] as number],
    output: last.output,
  };
}

function lastUses(steps: readonly Step[], kept: ReadonlySet<number>): number[][] {
  const seen = new Set(kept);
  return steps
    .toReversed()
    .map(({ inputs }) => {
      const finished = [...new Set(inputs)].filter((id) => !seen.has(id));
      for (const id of finished) seen.add(id);
      return finished;
    })
    .reverse();
}
