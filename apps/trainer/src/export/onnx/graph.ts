import protobuf from "protobufjs/light.js";

/**
 * An ONNX graph that is being written: nodes in the order of computation, constants, inputs and outputs.
 *
 * The field numbers are those of onnx.proto3 (unchanged since IR version 8); only the messages that a net needs
 * are declared.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

/** Version of the operators. 17 is the first with LayerNormalization; every runtime since 2022 has it. */
const OPSET = 17;
const IR_VERSION = 8;

const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;
const BOOL = 9;
const DOUBLE = 11;
const ELEMENT_TYPES = { float32: FLOAT, uint8: UINT8, int64: INT64, bool: BOOL } as const;
type ElementType = keyof typeof ELEMENT_TYPES;

/**
 * Whole number (INT), number (FLOAT), text (STRING), numbers in double precision (TENSOR), whole numbers (INTS), numbers
 * (FLOATS) or texts (STRINGS).
 */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly doubles: ArrayLike<number> }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] };

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** A text names a dimension that is known only when the model runs. */
  readonly shape: readonly (number | string)[];
}

export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #constants: object[] = [];
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #domains = new Set<string>();
  #numNames = 0;

  /** Declares an input. @returns Its name. */
  input(info: ValueInfo): string {
    this.#inputs.push(info);
    return info.name;
  }

  /** Declares a value as an output, under a name of its own. */
  output(value: string, info: ValueInfo): void {
    this.#nodes.push({ opType: "Identity", input: [value], output: [info.name] });
    this.#outputs.push(info);
  }

  /**
   * Adds a node with one output.
   *
   * @param inputs Names of values; an empty one leaves an optional input out.
   * @param domain `ai.onnx.ml` for the operators of ONNX-ML.
   * @returns The name of its output.
   */
  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): string {
    return this.addMany(opType, inputs, { attributes, domain, numOutputs: 1 })[0]!;
  }

  /** Adds a node with several outputs. */
  addMany(
    opType: string,
    inputs: readonly string[],
    {
      attributes = {},
      domain = "",
      numOutputs,
    }: {
      attributes?: Readonly<Record<string, Attribute>>;
      domain?: string;
      numOutputs: number;
    },
  ): string[] {
    const output = Array.from({ length: numOutputs }, () => this.#newName(opType));
    const attribute = Object.entries(attributes).map(([name, value]) =>
      encodeAttribute(name, value),
    );
    this.#nodes.push({ opType, input: [...inputs], output, attribute, domain });
    if (domain) this.#domains.add(domain);
    return output;
  }

  /** A constant of float32. @param shape Its number of elements must be that of `values`. */
  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    return this.#constant(FLOAT, shape, bytes, values.length);
  }

  /** A constant in double precision. */
  doubles(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#constant(DOUBLE, shape, bytesOfDoubles(values), values.length);
  }

  /** A scalar in double precision. */
  double(value: number): string {
    return this.doubles([value], []);
  }

  /** The value in another type. */
  cast(value: string, type: "float32" | "float64"): string {
    return this.add("Cast", [value], { to: { int: type === "float32" ? FLOAT : DOUBLE } });
  }

  /** A scalar of float32. */
  float(value: number): string {
    return this.floats([value], []);
  }

  /** A list of whole numbers, or a scalar where `shape` is empty. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#constant(INT64, shape, bytes, values.length);
  }

  /**
   * The model as a file.
   *
   * @param about Texts that belong to the model, such as its class names; programs read them without running it.
   */
  encode(name: string, about: Readonly<Record<string, string>> = {}): Uint8Array {
    const model = {
      irVersion: IR_VERSION,
      producerName: "graft",
      opsetImport: [
        { domain: "", version: OPSET },
        ...[...this.#domains].map((domain) => ({ domain, version: 3 })),
      ],
      metadataProps: Object.entries(about).map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs.map(encodeValueInfo),
        output: this.#outputs.map(encodeValueInfo),
      },
    };
    return MODEL.encode(MODEL.fromObject(model)).finish();
  }

  #constant(dataType: number, dims: readonly number[], rawData: Uint8Array, count: number): string {
    const size = dims.reduce((product, side) => product * side, 1);
    if (size !== count)
      throw new Error(`${count} values do not fill the shape [${dims.join(", ")}].`);
    const name = this.#newName("constant");
    this.#constants.push({ name, dataType, dims: [...dims], rawData });
    return name;
  }

  #newName(kind: string): string {
    this.#numNames += 1;
    return `${kind}_${this.#numNames}`;
  }
}

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  text: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  texts: 8,
} as const;

function encodeAttribute(name: string, value: Attribute): object {
  if ("int" in value) return { name, type: ATTRIBUTE_TYPE.int, i: value.int };
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  if ("text" in value) return { name, type: ATTRIBUTE_TYPE.text, s: utf8(value.text) };
  if ("doubles" in value) {
    const { length } = value.doubles;
    const t = { dataType: DOUBLE, dims: [length], rawData: bytesOfDoubles(value.doubles) };
    return { name, type: ATTRIBUTE_TYPE.tensor, t };
  }
  if ("ints" in value) return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value.ints] };
  if ("floats" in value) return { name, type: ATTRIBUTE_TYPE.floats, floats: [...value.floats] };
  return { name, type: ATTRIBUTE_TYPE.texts, strings: value.texts.map(utf8) };
}

function bytesOfDoubles(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

function encodeValueInfo({ name, type, shape }: ValueInfo): object {
  const dim = shape.map((side) =>
    typeof side === "number" ? { dimValue: side } : { dimParam: side },
  );
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The messages of onnx.proto3 that are written, with its field numbers. */
const SCHEMA = {
  ModelProto: {
    irVersion: [1, "int64"],
    opsetImport: [8, "OperatorSetIdProto", "repeated"],
    producerName: [2, "string"],
    graph: [7, "GraphProto"],
    metadataProps: [14, "StringStringEntryProto", "repeated"],
  },
  OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
  StringStringEntryProto: { key: [1, "string"], value: [2, "string"] },
  GraphProto: {
    node: [1, "NodeProto", "repeated"],
    name: [2, "string"],
    initializer: [5, "TensorProto", "repeated"],
    input: [11, "ValueInfoProto", "repeated"],
    output: [12, "ValueInfoProto", "repeated"],
  },
  NodeProto: {
    input: [1, "string", "repeated"],
    output: [2, "string", "repeated"],
    opType: [4, "string"],
    attribute: [5, "AttributeProto", "repeated"],
    domain: [7, "string"],
  },
  AttributeProto: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "bytes"],
    t: [5, "TensorProto"],
    floats: [7, "float", "repeated"],
    ints: [8, "int64", "repeated"],
    strings: [9, "bytes", "repeated"],
    type: [20, "int32"],
  },
  TensorProto: {
    dims: [1, "int64", "repeated"],
    dataType: [2, "int32"],
    name: [8, "string"],
    rawData: [9, "bytes"],
  },
  ValueInfoProto: { name: [1, "string"], type: [2, "TypeProto"] },
  TypeProto: { tensorType: [1, "TensorTypeProto"] },
  TensorTypeProto: { elemType: [1, "int32"], shape: [2, "TensorShapeProto"] },
  TensorShapeProto: { dim: [1, "DimensionProto", "repeated"] },
  DimensionProto: { dimValue: [1, "int64"], dimParam: [2, "string"] },
} as const satisfies Record<string, Record<string, readonly [number, string, "repeated"?]>>;

const MODEL = buildSchema().lookupType("ModelProto");

function buildSchema(): protobuf.Root {
  const root = new protobuf.Root();
  for (const [name, fields] of Object.entries(SCHEMA)) {
    const type = new protobuf.Type(name);
    for (const [field, [id, kind, rule]] of Object.entries<readonly [number, string, "repeated"?]>(
      fields,
    )) {
      type.add(new protobuf.Field(field, id, kind, rule));
    }
    root.add(type);
  }
  return root;
}
