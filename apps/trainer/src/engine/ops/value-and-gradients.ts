import * as tf from "@tensorflow/tfjs-core";

export interface ValueAndGradients {
  /** What `loss` returned; the caller disposes it. */
  readonly value: tf.Scalar;
  /** One per variable, in their order and shapes; the caller disposes them. */
  readonly gradients: tf.Tensor[];
}

interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  readonly gradient?: (dys: (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** The parts of tfjs's engine that its types leave out. */
interface Engine {
  readonly state: { gradientDepth: number; activeTape: TapeNode[] | null };
  startTape(): void;
  endTape(): void;
}

/**
 * A loss and its gradient with respect to each variable, like `tf.variableGrads`, with two differences:
 * the order is the caller's, and what the backward pass has finished with is freed on the way.
 *
 * tfjs keeps what every op saved, and the gradient of every op's output, until the last gradient is
 * there. Here each is freed after the op that needs it, which halves the peak memory of a training step.
 *
 * @param loss Computes a scalar; runs in a tidy.
 * @param variables A variable that the loss does not depend on gets a gradient of zeros.
 */
export function valueAndGradients(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): ValueAndGradients {
  const engine = tf.engine() as unknown as Engine;
  if (engine.state.gradientDepth > 0) throw new Error("gradients of gradients are not served");
  try {
    const value = recorded(engine, loss);
    const path = pathThrough(engine.state.activeTape ?? [], variables, value);
    const gradients = tf.tidy(() => goBack(path, variables, value));
    return { value, gradients };
  } finally {
    for (const { saved } of engine.state.activeTape ?? []) tf.dispose([...saved]);
    engine.state.activeTape = null;
  }
}

function recorded<T extends tf.Tensor>(engine: Engine, f: () => T): T {
  engine.startTape();
  try {
    return tf.tidy(f);
  } finally {
    engine.endTape();
  }
}

/** The nodes that lead from any of `xs` to `y`, each with only those inputs that depend on `xs`. */
function pathThrough(
  tape: readonly TapeNode[],
  xs: readonly tf.Tensor[],
  y: tf.Tensor,
): TapeNode[] {
  const fromX = new Set(xs.map(({ id }) => id));
  const candidates = tape.flatMap((node) => {
    const inputs = Object.entries(node.inputs).filter(([, input]) => input && fromX.has(input.id));
    if (inputs.length === 0) return [];
    for (const { id } of node.outputs) fromX.add(id);
    return [{ ...node, inputs: Object.fromEntries(inputs) }];
  });
  const toY = new Set([y.id]);
  return candidates
    .reverse()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some(({ id }) => toY.has(id))) return false;
      for (const { id } of Object.values(inputs)) toY.add(id);
      return true;
    })
    .reverse();
}

function goBack(path: readonly TapeNode[], xs: readonly tf.Tensor[], y: tf.Tensor): tf.Tensor[] {
  const wanted = new Set(xs.map(({ id }) => id));
  const gradients = new Map([[y.id, tf.onesLike(y)]]);
  for (const node of [...path].reverse()) {
    const { outputs, saved } = node;
    passBack(node, gradients);
    const finished = outputs.filter(({ id }) => !wanted.has(id));
    const done = finished.flatMap(({ id }) => gradients.get(id) ?? []);
    for (const { id } of finished) gradients.delete(id);
    // An op may hand its output's gradient on as it is: then it is not finished with.
    const alive = new Set(gradients.values());
    tf.dispose([...done.filter((gradient) => !alive.has(gradient)), ...saved]);
  }
  return xs.map((x) => gradients.get(x.id) ?? tf.zerosLike(x));
}

/** Adds one node's share to the gradients of its inputs. */
function passBack(node: TapeNode, gradients: Map<number, tf.Tensor>): void {
  if (!node.gradient) throw new Error(`no gradient is registered for ${node.kernelName}`);
  const shares = node.gradient(node.outputs.map(({ id }) => gradients.get(id) ?? null));
  for (const [name, input] of Object.entries(node.inputs)) {
    const compute = shares[name];
    if (!compute) throw new Error(`${node.kernelName} has no gradient for its input ${name}`);
    const share = tf.tidy(compute);
    if (!tf.util.arraysEqual(share.shape, input.shape)) {
      throw new Error(
        `${node.kernelName}: the gradient of ${name} has the shape [${share.shape.join()}] instead of [${input.shape.join()}]`,
      );
    }
    const before = gradients.get(input.id);
    gradients.set(input.id, before ? tf.add(before, share) : share);
    if (before && !new Set(gradients.values()).has(before)) before.dispose();
  }
}
