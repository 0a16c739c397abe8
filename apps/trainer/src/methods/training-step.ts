import {
  type Batch,
  batchGradient,
  classTargets,
  clipNorm,
  createOptimizer,
  mixInputs,
  type Optimizer,
  type ParameterGroup,
  PullToStart,
  type TransferNet,
  WeightAverage,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../engine/ops/value-and-gradients.ts";
import { totalMemory } from "../engine/total-memory.ts";
import type { TrainingInput } from "./training-input.ts";
import type { TrainingSettings } from "./training-options.ts";
import type { TransferTask } from "./transfer-method.ts";

export interface StepParts {
  readonly task: TransferTask;
  readonly input: TrainingInput;
  readonly settings: TrainingSettings;
  /** What is trained, with its peak learning rates; the head comes last. */
  readonly groups: readonly ParameterGroup[];
  /** Images per pass; a larger batch is split into micro-batches. */
  readonly microBatch: number;
  /** Strength of the pull of all but the head to where it starts. */
  readonly l2sp?: number;
}

export interface StepResult {
  /** Sum over the batch's images in nats, without penalties. */
  readonly lossSum: number;
  readonly numCorrect: number;
}

/** Makes steps: loss and gradient of a batch, what is added to and cut off the gradient, the optimiser. */
export class TrainingStep {
  readonly variables: Optimizer["variables"];
  /** Null unless the settings ask for one. */
  readonly average: WeightAverage | null;
  readonly #parts: StepParts;
  readonly #optimizer: Optimizer;
  readonly #pull: PullToStart | null;

  constructor(parts: StepParts) {
    const { settings, groups, l2sp = 0 } = parts;
    this.#parts = parts;
    this.#optimizer = createOptimizer(groups, settings);
    this.variables = this.#optimizer.variables;
    const head = new Set(groups.at(-1)?.variables);
    const body = this.variables.filter((variable) => !head.has(variable));
    this.#pull = l2sp > 0 && body.length > 0 ? new PullToStart(body, l2sp) : null;
    const { averageWeights: decay } = settings;
    this.average = decay > 0 ? new WeightAverage(this.variables, decay) : null;
  }

  /** A step, unless the loss is not finite. @param factor Part of the peak learning rates. */
  async run(batch: Batch, factor: number): Promise<StepResult> {
    const { input, microBatch } = this.#parts;
    const inputs = this.#inputsOf(batch);
    const labels = batch.positions.map((position) => this.#parts.task.labels[position]!);
    const result = await batchGradient(
      input.net,
      { inputs, labels, targets: this.#targetsOf(batch, labels) },
      { variables: this.variables, microBatch, differentiate: valueAndGradients },
    );
    if (Number.isFinite(result.lossSum)) {
      tf.tidy(() => this.#optimizer.step(this.#shape(result.gradient), factor));
      this.average?.update();
    }
    tf.dispose([inputs, result.gradient]);
    return result;
  }

  dispose(): void {
    for (const part of [this.#optimizer, this.#pull, this.average]) part?.dispose();
  }

  #inputsOf(batch: Batch): tf.Tensor {
    const inputs = this.#parts.input.batch(batch);
    if (!batch.mix) return inputs;
    const mixed = mixInputs(inputs, batch.mix);
    inputs.dispose();
    return mixed;
  }

  #targetsOf({ mix }: Batch, labels: Int32Array): Float32Array {
    const { task, settings } = this.#parts;
    const { labelSmoothing: smoothing } = settings;
    return classTargets(labels, { numClasses: task.classNames.length, smoothing, mix });
  }

  #shape(gradient: tf.Tensor1D): tf.Tensor1D {
    const { clipNorm: maxNorm } = this.#parts.settings;
    const pulled = this.#pull?.addTo(gradient) ?? gradient;
    return maxNorm === null ? pulled : clipNorm(pulled, maxNorm);
  }
}

const GIB = 2 ** 30;

/**
 * Memory of a training pass in units of the layers' outputs, with room to spare. Measured on
 * MobileNetV2 at 224 pixels, whose outputs take 88 MB per image: 0.7 on wasm, 0.9 on tensorflow.
 */
const COPIES_PER_OUTPUT = 1.5;

/**
 * How many images fit into memory in one training pass.
 *
 * It depends on the machine and the engine, never on what else is in memory: the same run must give the
 * same numbers again.
 */
export function microBatchSize(net: TransferNet, { engineName }: TransferTask): number {
  const numbers = net.logits.layers.reduce((sum, { outputShape }) => {
    const shape = (Array.isArray(outputShape[0]) ? outputShape[0] : outputShape) as number[];
    return sum + shape.slice(1).reduce((product, size) => product * (size ?? 1), 1);
  }, 0);
  const bytesPerImage = numbers * 4 * COPIES_PER_OUTPUT;
  return Math.max(1, Math.floor(memoryFor(engineName) / bytesPerImage));
}

function memoryFor(engineName: string): number {
  if (engineName === "wasm") return 2.5 * GIB; // of the 4 GiB that WebAssembly can address
  if (engineName === "tensorflow-gpu") return 8 * GIB;
  if (engineName === "webgpu") return 4 * GIB; // WebGPU does not say how much a GPU has
  return totalMemory() / 2;
}
