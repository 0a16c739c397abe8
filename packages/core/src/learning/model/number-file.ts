import * as z from "zod";
import type { FeatureMatrix } from "../classical/index.ts";
import { invalidModel } from "./invalid-model.ts";

/** A value of numbers, texts, lists and typed arrays as two files. */
export interface NumberFile {
  /** JSON; in place of each array it says where in `numbers` it is. */
  readonly json: string;
  /** Little-endian arrays, each aligned to 8 bytes. */
  readonly numbers: Uint8Array;
}

const DTYPES = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const;
type Numbers = InstanceType<(typeof DTYPES)[keyof typeof DTYPES]>;

/** Where an array is: `offset` in bytes, `length` in numbers. */
export const Ref = z.strictObject({
  dtype: z.enum(["float64", "float32", "int32"]),
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
});
export type Ref = z.output<typeof Ref>;

/** A matrix of rows by columns. */
export const MatrixRef = z.strictObject({
  data: Ref,
  rows: z.int().positive(),
  columns: z.int().positive(),
});

/** Writes a value down, each number as it is. */
export function packNumbers(value: object): NumberFile {
  const arrays: Numbers[] = [];
  let end = 0;
  const place = (array: Numbers): Ref => {
    const ref = { dtype: dtypeOf(array), offset: end, length: array.length };
    arrays.push(array);
    end = Math.ceil((end + array.byteLength) / 8) * 8;
    return ref;
  };
  const json = JSON.stringify(replaceArrays(value, place));
  const numbers = new Uint8Array(end);
  let offset = 0;
  for (const array of arrays) {
    numbers.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset = Math.ceil((offset + array.byteLength) / 8) * 8;
  }
  return { json, numbers };
}

function dtypeOf(array: Numbers): Ref["dtype"] {
  if (array instanceof Float64Array) return "float64";
  return array instanceof Float32Array ? "float32" : "int32";
}

function replaceArrays(value: unknown, place: (array: Numbers) => Ref): unknown {
  if (ArrayBuffer.isView(value)) return place(value as Numbers);
  if (Array.isArray(value)) return value.map((own) => replaceArrays(own, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => [key, replaceArrays(own, place)]),
  );
}

/** The content of a JSON file as the schema describes it. @throws {AppError} MODEL_INVALID. */
export function parseNumbers<T>(schema: z.ZodType<T>, json: string, what: string): T {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    throw invalidModel(`the description of its ${what} is not JSON`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw invalidModel(`its ${what} is not described as expected: ${z.prettifyError(parsed.error)}`);
}

/** Finite doubles. @throws {AppError} MODEL_INVALID, as the functions below. */
export function readFloats(numbers: Uint8Array, ref: Ref, length: number): Float64Array {
  const array = readArray(numbers, ref, length);
  if (!(array instanceof Float64Array)) throw invalidModel("an array has the wrong type");
  requireFinite(array);
  return array;
}

/** Whole numbers from `from` up to, but without, `below`. */
export function readInts(
  numbers: Uint8Array,
  ref: Ref,
  { length, from = 0, below }: { length: number; from?: number; below: number },
): Int32Array {
  const array = readArray(numbers, ref, length);
  if (!(array instanceof Int32Array)) throw invalidModel("an array has the wrong type");
  if (array.some((value) => value < from || value >= below)) {
    throw invalidModel("a whole number is out of its range");
  }
  return array;
}

/** A matrix of finite numbers in single or double precision. */
export function readMatrix(numbers: Uint8Array, ref: z.output<typeof MatrixRef>): FeatureMatrix {
  const { rows, columns } = ref;
  const data = readArray(numbers, ref.data, rows * columns);
  if (data instanceof Int32Array) throw invalidModel("an array has the wrong type");
  requireFinite(data);
  return { data, rows, columns };
}

function readArray(numbers: Uint8Array, { dtype, offset, length }: Ref, expected: number): Numbers {
  const Kind = DTYPES[dtype];
  const end = offset + length * Kind.BYTES_PER_ELEMENT;
  if (length !== expected || end > numbers.length) {
    throw invalidModel(`an array has ${length} numbers instead of ${expected}, or is cut off`);
  }
  // A copy, as what was read need not be aligned; `slice` of Node's buffers makes none.
  return new Kind(new Uint8Array(numbers.subarray(offset, end)).buffer);
}

function requireFinite(array: Float32Array | Float64Array): void {
  if (!array.every(Number.isFinite)) throw invalidModel("a number is infinite or none");
}
