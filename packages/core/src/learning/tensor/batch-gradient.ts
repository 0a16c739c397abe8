import * as tf from "@tensorflow/tfjs-core";
import { splitEvenly } from "./image-batch.ts";
import { classTargets, crossEntropy } from "./losses.ts";
import { flatten } from "./optimizers.ts";

/** What is trained: a model, or a part of one. */
export interface TrainedNet {
  apply(inputs: tf.Tensor, kwargs: { training: boolean }): unknown;
}

export interface LabelledBatch {
  /** What the net reads: images [b, S, S, 3], or what fixed layers made of them [b, …]. */
  readonly inputs: tf.Tensor;
  /** Class indices, shape [b]. */
  readonly labels: Int32Array;
  /** Probabilities that the net should give, shape [b, K]; by default all for the labelled class. */
  readonly targets?: Float32Array;
}

export interface BatchGradientOptions {
  readonly variables: readonly tf.Variable[];
  /** Images per pass. */
  readonly microBatch: number;
  /** tfjs's own by default; an engine may have one that needs less memory. */
  readonly differentiate?: DifferentiateLoss;
}

export interface BatchGradient {
  /** Of the mean loss with respect to all variables in order, shape [P]; the caller disposes it. */
  readonly gradient: tf.Tensor1D;
  /** Sum of the images' losses in nats. */
  readonly lossSum: number;
  /** How many images the net gets right before the step. */
  readonly numCorrect: number;
}

/** A scalar loss and its slopes in the order of the variables; the caller disposes all of them. */
export type DifferentiateLoss = (
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
) => { value: tf.Scalar; gradients: tf.Tensor[] };

/**
 * Loss of a batch and its gradient, with the net in training mode.
 *
 * @param logits Makes logits [b, K] of the inputs.
 *
 * A batch larger than `microBatch` is split into micro-batches whose gradients are added. That changes
 * nothing but rounding, unless BatchNorm takes its statistics from the batch: then each part is
 * normalised by its own ("ghost" BatchNorm, Hoffer et al. 2017, arXiv:1705.08741).
 */
export async function batchGradient(
  logits: TrainedNet,
  { inputs, labels, targets }: LabelledBatch,
  { variables, microBatch, differentiate = differentiateLoss }: BatchGradientOptions,
): Promise<BatchGradient> {
  let sum: tf.Tensor1D | null = null;
  let lossSum = 0;
  let numCorrect = 0;
  for (const [start, end] of splitEvenly(labels.length, microBatch)) {
    const part = tf.tidy(() => {
      const whole = end - start === labels.length;
      const ownInputs = whole ? inputs : tf.slice(inputs, start, end - start);
      const numClasses = (targets?.length ?? 0) / labels.length;
      const own = {
        inputs: ownInputs,
        labels: labels.subarray(start, end),
        ...(targets && { targets: targets.subarray(start * numClasses, end * numClasses) }),
      };
      return partGradient(logits, own, { variables, differentiate });
    });
    const total: tf.Tensor1D = sum ? tf.add(sum, part.gradient) : part.gradient;
    if (sum) tf.dispose([sum, part.gradient]);
    sum = total;
    const [loss, scores] = await Promise.all([part.loss.data(), part.scores.data()]);
    tf.dispose([part.loss, part.scores]);
    lossSum += loss[0]!;
    numCorrect += countCorrect(scores, labels.subarray(start, end));
  }
  const gradient = tf.tidy(() => tf.div(sum!, labels.length)) as tf.Tensor1D;
  sum?.dispose();
  return { gradient, lossSum, numCorrect };
}

function partGradient(
  logits: TrainedNet,
  { inputs, labels, targets }: LabelledBatch,
  { variables, differentiate }: Required<Omit<BatchGradientOptions, "microBatch">>,
): { gradient: tf.Tensor1D; loss: tf.Scalar; scores: tf.Tensor2D } {
  let scores: tf.Tensor2D | undefined;
  const { value: loss, gradients } = differentiate(() => {
    const output = logits.apply(inputs, { training: true }) as tf.Tensor2D;
    scores = tf.keep(tf.clone(output));
    return crossEntropy(output, targets ?? classTargets(labels, { numClasses: output.shape[1] }));
  }, variables);
  return { gradient: flatten(gradients), loss, scores: scores! };
}

function differentiateLoss(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): ReturnType<DifferentiateLoss> {
  const { value, grads } = tf.variableGrads(loss, [...variables]);
  return { value, gradients: variables.map((v) => grads[v.name] ?? tf.zerosLike(v)) };
}

function countCorrect(scores: ArrayLike<number>, labels: Int32Array): number {
  const numClasses = scores.length / labels.length;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let k = 1; k < numClasses; k++) {
      if (scores[row * numClasses + k]! > scores[row * numClasses + best]!) best = k;
    }
    if (best === labels[row]) correct += 1;
  }
  return correct;
}
