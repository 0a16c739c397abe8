import { dispose, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import {
  model as createModel,
  type LayersModel,
  layers,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { AppError } from "../../contract/errors.ts";

/** A backbone with a linear layer and a softmax on it. The three models share their weights. */
export interface TransferNet {
  /** Images [b, S, S, 3] to features [b, d]. */
  readonly features: LayersModel;
  /** Images [b, S, S, 3] to logits [b, K]; what is trained. */
  readonly logits: LayersModel;
  /** Images [b, S, S, 3] to class probabilities [b, K]; what is saved. */
  readonly probabilities: LayersModel;
  /** The linear layer. */
  readonly head: layers.Layer;
}

/**
 * Puts a linear + softmax head on a backbone, after the average over space if its output is a map.
 *
 * @param backbone Images [b, S, S, 3] to features [b, d] or a map [b, h, w, d].
 * @returns Models that own the backbone's weights from now on: free them with `disposeNet`.
 */
export function attachHead(backbone: LayersModel, numClasses: number): TransferNet {
  const input = backbone.inputs;
  const output = backbone.outputs[0] as SymbolicTensor;
  const pooled = pool(output);
  const head = layers.dense({ units: numClasses, name: "graft_head" });
  const logits = head.apply(pooled) as SymbolicTensor;
  const softmax = layers.activation({ activation: "softmax", name: "graft_probabilities" });
  const probabilities = softmax.apply(logits) as SymbolicTensor;
  return {
    features: createModel({ inputs: input, outputs: pooled }),
    logits: createModel({ inputs: input, outputs: logits }),
    probabilities: createModel({ inputs: input, outputs: probabilities, name: "graft" }),
    head,
  };
}

function pool(output: SymbolicTensor): SymbolicTensor {
  if (output.rank === 2) return output;
  if (output.rank === 4) {
    return layers.globalAveragePooling2d({ name: "graft_pool" }).apply(output) as SymbolicTensor;
  }
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: `The backbone's output has the shape [${output.shape.join(", ")}]; a head needs [b, d] or [b, h, w, d].`,
    hint: "Cut the backbone at another layer.",
  });
}

/** Sets the linear layer. @param weights Shape [d, K], row-major. @param bias Shape [K]. */
export function setHead(
  { head }: TransferNet,
  { weights, bias }: { weights: Float32Array; bias: Float32Array },
): void {
  const numClasses = bias.length;
  const values = [tensor2d(weights, [weights.length / numClasses, numClasses]), tensor1d(bias)];
  head.setWeights(values);
  dispose(values);
}

/** Frees every weight of the net. */
export function disposeNet({ probabilities }: TransferNet): void {
  dispose(probabilities.weights.map((weight) => weight.read()));
}
