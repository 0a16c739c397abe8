import * as tf from "@tensorflow/tfjs-core";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { convBlock, convNormBlock } from "../blocks.ts";
import {
  type BatchNormLayer,
  type ConvolutionLayer,
  moveStatistics,
  normalize,
  statisticsOf,
  usesBatchStatistics,
  vectorOf,
} from "./layer-kinds.ts";
import { type Block, type Folded, foldNorms, type ModelPlan, type Step } from "./plan-model.ts";

type Kwargs = Readonly<Record<string, unknown>>;

/**
 * Computes a model step by step, and frees each tensor after the last step that reads it.
 *
 * @param given The model's inputs and their values, in the same order.
 * @returns One tensor for each of `wanted`.
 */
export function runPlan(
  plan: ModelPlan,
  given: readonly (readonly [SymbolicTensor, tf.Tensor])[],
  { wanted, kwargs }: { wanted: readonly SymbolicTensor[]; kwargs: Kwargs },
): tf.Tensor[] {
  const values = new Map(given.map(([{ id }, value]) => [id, value]));
  const kept = new Set([...given.map(([{ id }]) => id), ...wanted.map(({ id }) => id)]);
  const unread = new Map(plan.readers);
  const folded = foldFixed(plan, kwargs);
  for (const step of plan.steps) {
    const inputs = step.inputs.map(({ id }) => values.get(id) as tf.Tensor);
    const outputs = runStep(step, inputs, { kwargs, folded });
    step.outputs.forEach(({ id }, at) => values.set(id, outputs[at] as tf.Tensor));
    for (const { id } of step.inputs) {
      const readers = (unread.get(id) ?? 1) - 1;
      unread.set(id, readers);
      if (readers === 0 && !kept.has(id)) values.get(id)?.dispose();
    }
  }
  return wanted.map(({ id }) => values.get(id) as tf.Tensor);
}

/** Scale and shift of each block whose convolution takes in a normalization with fixed statistics. */
function foldFixed({ steps }: ModelPlan, kwargs: Kwargs): Map<Block, Folded> {
  const fixed = steps.flatMap(({ block }) => {
    if (!block?.convolution || !block.norm || usesBatchStatistics(block.norm, kwargs)) return [];
    return [{ block, norm: block.norm }];
  });
  const folded = foldNorms(fixed.map(({ norm }) => norm));
  return new Map(fixed.map(({ block }, at) => [block, folded[at] as Folded]));
}

interface Context {
  readonly kwargs: Kwargs;
  readonly folded: ReadonlyMap<Block, Folded>;
}

function runStep(step: Step, inputs: tf.Tensor[], context: Context): tf.Tensor[] {
  const { layer, block } = step;
  const { kwargs } = context;
  const [x] = inputs;
  if (block && x) return [runBlock(block, x, context)];
  const values = inputs.length === 1 && x ? x : inputs;
  const output = layer.apply(values, { ...kwargs }) as tf.Tensor | tf.Tensor[];
  return Array.isArray(output) ? output : [output];
}

function runBlock(block: Block, x: tf.Tensor, { kwargs, folded }: Context): tf.Tensor {
  const { convolution, norm, activation } = block;
  return tf.tidy(() => {
    if (convolution) {
      const attrs = { ...convAttrs(block, convolution), inputGradient: isRecorded(x) };
      return runConvolution(block, x as tf.Tensor4D, {
        ...attrs,
        activation,
        folded: folded.get(block),
      });
    }
    const usesBatch = usesBatchStatistics(norm as BatchNormLayer, kwargs);
    return normalize(norm as BatchNormLayer, x, { usesBatch, activation });
  });
}

/** Whether what is being differentiated computed `x`; a batch of images comes from outside. */
function isRecorded(x: tf.Tensor): boolean {
  const { state } = tf.engine() as unknown as Engine;
  return state.activeTape?.some(({ outputs }) => outputs.some(({ id }) => id === x.id)) ?? false;
}

/** The part of tfjs's engine that its types leave out. */
interface Engine {
  readonly state: { readonly activeTape: readonly { readonly outputs: tf.Tensor[] }[] | null };
}

type ConvAttrs = Parameters<typeof convBlock>[2] & {
  /** Absent where the batch's own statistics are taken. */
  readonly folded: Folded | undefined;
};

function runConvolution(
  { convolution, norm }: Block,
  x: tf.Tensor4D,
  { folded, ...attrs }: ConvAttrs,
): tf.Tensor {
  const { kernel, bias } = convolution as ConvolutionLayer;
  const filter = kernel.read() as tf.Tensor4D;
  const ownShift = bias ? vectorOf(bias) : undefined;
  if (!norm) return convBlock(x, { filter, shift: ownShift }, attrs);
  if (folded) {
    const { scale, shift } = folded;
    const moved = ownShift ? tf.add<tf.Tensor1D>(shift, tf.mul(ownShift, scale)) : shift;
    return convBlock(x, { filter, scale, shift: moved }, attrs);
  }
  if (ownShift) {
    const convolved = convBlock(x, { filter, shift: ownShift }, { ...attrs, activation: "linear" });
    return normalize(norm, convolved, { usesBatch: true, activation: attrs.activation });
  }
  const { gamma, beta } = statisticsOf(norm);
  const { epsilon } = norm;
  const { y, mean, variance } = convNormBlock(x, { filter, gamma, beta }, { ...attrs, epsilon });
  moveStatistics(norm, { mean, variance });
  tf.dispose([mean, variance]);
  return y;
}

function convAttrs({ padding }: Block, convolution: ConvolutionLayer) {
  const { depthwise, strides, dilations } = convolution;
  const pad: Parameters<typeof convBlock>[2]["pad"] = padding
    ? [[0, 0], ...padding, [0, 0]]
    : convolution.padding;
  return { depthwise, strides, dilations, pad };
}
