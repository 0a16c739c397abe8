import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { registerOwnKernel } from "../../engine.ts";
import type { Activation } from "../../ops/kernels.ts";
import type { UniformValue, WebGpuBackend } from "../webgpu-backend.ts";

/** What tfjs ships under the names of our kernels. */
const stock = new Map<string, tf.KernelConfig>();

type Inputs = Readonly<Record<string, Tensor>>;
/** Numbers that the code reads as `uniforms.<name>`; a whole number is marked, so that it becomes an i32. */
type Numbers = Readonly<Record<string, number | { readonly int: number }>>;

const WORKGROUP = 64;
/** Rows that one thread adds up: few enough to keep a GPU busy, and for the rounding of a long sum. */
const ROWS_PER_THREAD = 64;

/** Runs small WGSL programs on float32 tensors. What they make lives until the tidy around them ends. */
export class Programs {
  readonly #backend: WebGpuBackend;

  constructor(backend: unknown) {
    this.#backend = backend as WebGpuBackend;
  }

  /**
   * A new tensor, each element by itself.
   *
   * @param expression WGSL of the element at `i`, whose channel (position along the last axis) is `c`.
   */
  map(shape: number[], inputs: Inputs, { expression, numbers = {} }: MapOptions): Tensor {
    const channels = { int: shape.at(-1) ?? 1 };
    const code = `let i = index; let c = index % uniforms.channels; result[index] = ${expression};`;
    return this.run({ shape, inputs, numbers: { channels, ...numbers }, code });
  }

  /**
   * Sum over all axes but the last, times `factor`: shape [c]. It adds up in a fixed order.
   *
   * @param term WGSL of what is added for the element at `i` in channel `c`; all inputs but those that
   *   are per channel have the shape of the first.
   */
  sumRows(inputs: Inputs, { term, numbers = {}, factor = 1 }: SumOptions): Tensor {
    const [first] = Object.values(inputs) as [Tensor];
    const channels = first.shape.at(-1) ?? 1;
    const rows = first.size / channels;
    const chunks = Math.ceil(rows / ROWS_PER_THREAD);
    const last = chunks <= 1;
    const sums = this.run({
      shape: last ? [channels] : [chunks, channels],
      inputs,
      numbers: {
        channels: { int: channels },
        rows: { int: rows },
        rowsPerChunk: { int: ROWS_PER_THREAD },
        factor: last ? factor : 1,
        ...numbers,
      },
      code: `let c = index % uniforms.channels;
        let start = index / uniforms.channels * uniforms.rowsPerChunk;
        let end = min(start + uniforms.rowsPerChunk, uniforms.rows);
        var sum = 0.0;
        for (var row = start; row < end; row++) {
          let i = row * uniforms.channels + c;
          sum += ${term};
        }
        result[index] = sum * uniforms.factor;`,
    });
    return last ? sums : this.sumRows({ x: sums }, { term: "x[i]", factor });
  }

  /** A kernel of tfjs whose place one of ours has taken. */
  runStock(kernelName: string, inputs: Inputs, attrs: object): Tensor {
    const config = stock.get(kernelName);
    if (!config) throw new Error(`tfjs's webgpu backend has no kernel ${kernelName}`);
    const call = { inputs: { ...inputs }, attrs: { ...attrs } as tf.NamedAttrMap };
    const info = config.kernelFunc({ ...call, backend: this.#backend }) as tf.TensorInfo;
    return tf.engine().makeTensorFromTensorInfo(info);
  }

  /** @param code WGSL of one thread, whose element of the output is `result[index]`. */
  run({ shape, inputs, numbers, code }: ProgramOptions): Tensor {
    const size = tf.util.sizeFromShape(shape);
    const names = Object.keys(numbers);
    const declared = names.map((name) => `${name} : ${isInt(numbers[name]) ? "i32" : "f32"},`);
    const program = {
      variableNames: Object.keys(inputs),
      uniforms: declared.join(" "),
      outputShape: shape,
      workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
      dispatchLayout: { x: shape.map((_, axis) => axis) },
      dispatch: [Math.ceil(size / WORKGROUP), 1, 1] as [number, number, number],
      size: true as const,
      shaderKey: `graft ${declared.join(" ")} ${code}`,
      getUserCode: () => `fn main(index : i32) { if (index < uniforms.size) { ${code} } }`,
    };
    const tensors = Object.values(inputs);
    const values = Object.values(numbers).map(uniformOf);
    const info = this.#backend.runWebGPUProgram(program, tensors, "float32", values);
    return tf.engine().makeTensorFromTensorInfo(info);
  }
}

interface MapOptions {
  readonly expression: string;
  readonly numbers?: Numbers;
}

interface SumOptions {
  readonly term: string;
  readonly numbers?: Numbers;
  readonly factor?: number;
}

interface ProgramOptions {
  readonly shape: number[];
  readonly inputs: Inputs;
  readonly numbers: Numbers;
  readonly code: string;
}

function isInt(value: Numbers[string] | undefined): boolean {
  return typeof value === "object";
}

function uniformOf(value: Numbers[string]): UniformValue {
  if (typeof value === "number") return { type: "float32", data: [value] };
  return { type: "int32", data: [value.int] };
}

/** WGSL of an activation of `value`. */
export function activationCode(value: string, activation: Activation): string {
  if (activation === "linear") return value;
  return activation === "relu" ? `max(${value}, 0.0)` : `clamp(${value}, 0.0, 6.0)`;
}

/** `dy` where the activation let its input through, else 0; `y` is its output. */
export function activationGradient(
  programs: Programs,
  { y, dy }: { y: Tensor; dy: Tensor },
  activation: Activation,
): Tensor {
  if (activation === "linear") return dy;
  const passed = activation === "relu" ? "y[i] > 0.0" : "y[i] > 0.0 && y[i] < 6.0";
  return programs.map(y.shape, { y, dy }, { expression: `select(0.0, dy[i], ${passed})` });
}

/** Adds a kernel to the WebGPU backend, or replaces tfjs's. What it makes and does not return is freed. */
export function register(
  kernelName: string,
  compute: (programs: Programs, inputs: never, attrs: never) => Tensor | Tensor[],
): void {
  const replaced = tf.getKernel(kernelName, "webgpu");
  if (replaced) stock.set(kernelName, replaced);
  registerOwnKernel({
    kernelName,
    backendName: "webgpu",
    kernelFunc: ({ inputs, attrs, backend }) =>
      tf.tidy(() => compute(new Programs(backend), inputs as never, attrs as never)),
  });
}
