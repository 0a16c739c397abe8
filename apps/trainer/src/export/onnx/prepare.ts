import { coverage } from "@graft/core/learning/model";
import type { OnnxGraph } from "./graph.ts";

/** Radius of the Lanczos kernel, as in `dataset/decode`. */
const RADIUS = 3;

/**
 * Writes into the graph how an image becomes the square that a model sees: the largest centred one, shrunk or enlarged
 * with the Lanczos kernel along x and then along y, each rounded to 8 bits. It is what `coverSquare` does to the images
 * that the model was trained and measured on; a value differs by one level at most, where float32 rounds another way
 * than whole numbers. An image of the model's own size stays as it is.
 *
 * The weights of all pixels are a matrix for each direction, made from the sizes that the image turns out to have.
 *
 * @param images Name of a value of uint8, shape [batch, height, width, 3].
 * @param imageSize Side of the square in pixels.
 * @returns Name of a value of float32, whole numbers in 0 … 255, shape [batch, 3, imageSize, imageSize].
 */
export function fitSquare(graph: OnnxGraph, images: string, imageSize: number): string {
  const shape = graph.add("Shape", [images]);
  const side = (axis: number) => {
    const length = graph.add("Gather", [shape, graph.ints([axis], [])]);
    return { length, exact: graph.add("Cast", [length], { to: { int: 1 } }) };
  };
  const [height, width] = [side(1), side(2)];
  const square = graph.add("Min", [height.exact, width.exact]);
  const pixels = graph.add("Transpose", [graph.add("Cast", [images], { to: { int: 1 } })], {
    perm: { ints: [0, 3, 1, 2] },
  });
  const across = lanczosMatrix(graph, { ...width, square, size: imageSize });
  const down = lanczosMatrix(graph, { ...height, square, size: imageSize });
  const rows = toBytes(graph, graph.add("MatMul", [pixels, transpose(graph, across)]));
  return toBytes(graph, graph.add("MatMul", [down, rows]));
}

/** Maps 0 … 255 to a net's range of values. @param range What pixel values 0 and 255 are mapped to. */
export function toRange(
  graph: OnnxGraph,
  pixels: string,
  [low, high]: readonly [number, number],
): string {
  const scaled = graph.add("Mul", [pixels, graph.float((high - low) / 255)]);
  return graph.add("Add", [scaled, graph.float(low)]);
}

/**
 * The pixels at another size as vectors, as `areaAverage` makes them.
 *
 * @param pixels As of `fitSquare`.
 * @returns Double precision, values in [0, 1], shape [batch, size * size * 3].
 */
export function areaVectors(
  graph: OnnxGraph,
  pixels: string,
  { imageSize, size }: { imageSize: number; size: number },
): string {
  const shares = new Float64Array(size * imageSize);
  for (const [i, window] of coverage(imageSize, size).entries()) {
    for (const [source, share] of window) shares[i * imageSize + source] = share;
  }
  const down = graph.doubles(shares, [size, imageSize]);
  const exact = graph.cast(pixels, "float64");
  const narrow = graph.add("MatMul", [exact, transpose(graph, down)]);
  const small = graph.add("Div", [graph.add("MatMul", [down, narrow]), graph.double(255)]);
  const last = graph.add("Transpose", [small], { perm: { ints: [0, 2, 3, 1] } });
  const rows = graph.add("Reshape", [last, graph.ints([-1, size * size * 3])]);
  // In single precision, as the classifier was fitted to them.
  return graph.cast(graph.cast(rows, "float32"), "float64");
}

interface Along {
  /** Names of scalars: the side's length as a whole number and as a float, and the square's side. */
  readonly length: string;
  readonly exact: string;
  readonly square: string;
  /** Pixels that the square's side becomes. */
  readonly size: number;
}

/** Weight of each pixel of a side in each result, shape [size, length]. */
function lanczosMatrix(graph: OnnxGraph, { length, exact, square, size }: Along): string {
  const scale = graph.add("Div", [square, graph.float(size)]);
  const stretch = graph.add("Max", [scale, graph.float(1)]);
  const from = graph.add("Mul", [graph.add("Sub", [exact, square]), graph.float(0.5)]);
  const results = graph.floats(
    Array.from({ length: size }, (_, i) => i + 0.5),
    [size, 1],
  );
  const centres = graph.add("Add", [graph.add("Mul", [results, scale]), from]);
  const places = graph.add("Range", [graph.ints([0], []), length, graph.ints([1], [])]);
  const pixels = graph.add("Add", [
    graph.add("Cast", [places], { to: { int: 1 } }),
    graph.float(0.5),
  ]);
  const distance = graph.add("Div", [graph.add("Sub", [pixels, centres]), stretch]);
  const kernel = graph.add("Mul", [
    sinc(graph, distance),
    sinc(graph, graph.add("Mul", [distance, graph.float(1 / RADIUS)])),
  ]);
  const isNear = graph.add("Less", [graph.add("Abs", [distance]), graph.float(RADIUS)]);
  const weights = graph.add("Where", [isNear, kernel, graph.float(0)]);
  const sums = graph.add("ReduceSum", [weights, graph.ints([1])], { keepdims: { int: 1 } });
  return graph.add("Div", [weights, sums]);
}

/** sin(πx) / πx, 1 at 0; the argument is kept away from 0, where the quotient has no value. */
function sinc(graph: OnnxGraph, x: string): string {
  const angle = graph.add("Mul", [x, graph.float(Math.PI)]);
  const isZero = graph.add("Less", [graph.add("Abs", [angle]), graph.float(1e-6)]);
  const safe = graph.add("Where", [isZero, graph.float(1), angle]);
  const quotient = graph.add("Div", [graph.add("Sin", [safe]), safe]);
  return graph.add("Where", [isZero, graph.float(1), quotient]);
}

/** Rounds halves up and limits to [0, 255], as the kernel's whole numbers are. */
function toBytes(graph: OnnxGraph, value: string): string {
  const rounded = graph.add("Floor", [graph.add("Add", [value, graph.float(0.5)])]);
  return graph.add("Clip", [rounded, graph.float(0), graph.float(255)]);
}

function transpose(graph: OnnxGraph, matrix: string): string {
  return graph.add("Transpose", [matrix], { perm: { ints: [1, 0] } });
}
