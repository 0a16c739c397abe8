import type { Classifier } from "@graft/core/learning/classical";
import type { FeatureNet } from "@graft/core/learning/model";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { convertClassifier } from "./classifier.ts";
import { OnnxGraph } from "./graph.ts";
import { convertNet } from "./net.ts";
import { areaVectors, fitSquare, toRange } from "./prepare.ts";

/** What is the same for every model. */
interface ModelToExport {
  readonly classNames: readonly string[];
  /** Side of the images that the model sees, in pixels. */
  readonly imageSize: number;
}

export interface NetToExport extends ModelToExport {
  /** Images [b, S, S, 3] in `inputRange` to class probabilities [b, K], as a run saved it. */
  readonly net: LayersModel;
  /** What pixel values 0 and 255 are mapped to. */
  readonly inputRange: readonly [number, number];
  /** Whether the probabilities are the mean of an image's and its mirror image's. */
  readonly mirrored: boolean;
}

export interface ClassifierToExport extends ModelToExport {
  readonly classifier: Classifier;
  /** Pixels at another size, or what a net makes of an image. */
  readonly features:
    | { readonly size: number }
    | (FeatureNet & { readonly inputRange: readonly [number, number] });
}

/**
 * A trained net as an ONNX file that takes images as they are and gives probabilities as they were measured:
 * square, resizing, range of values, the net, the mirror image and softmax are all in the graph.
 *
 * Input `images`: uint8, shape [batch, height, width, 3], RGB, upright; all of one size. Output `probabilities`:
 * float32, shape [batch, K], in the order of `class_names` among the file's metadata (a JSON list).
 *
 * @throws {AppError} EXPORT_FAILED for a layer that ONNX does not have.
 */
export function netToOnnx(model: NetToExport): Promise<Uint8Array> {
  const { net, imageSize, inputRange, mirrored } = model;
  return writeModel(model, async (graph, pixels) => {
    const shape = [null, imageSize, imageSize, 3];
    const prepared = toRange(graph, pixels, inputRange);
    // An image and its mirror image go through the net as one batch, so that its weights are there once.
    const views = mirrored ? withMirrorImages(graph, prepared, imageSize) : prepared;
    const { name: rows } = await convertNet(graph, net, { name: views, shape });
    if (!mirrored) return rows;
    const halves = graph.addMany("Split", [rows], {
      attributes: { axis: { int: 0 } },
      numOutputs: 2,
    });
    return graph.add("Mean", halves);
  });
}

/**
 * A classical classifier with its features as an ONNX file; input and output as of `netToOnnx`. What follows the
 * features is computed in double precision, as Graft does.
 *
 * @throws {AppError} EXPORT_FAILED for a layer that ONNX does not have.
 */
export function classifierToOnnx(model: ClassifierToExport): Promise<Uint8Array> {
  const { classifier, features, imageSize } = model;
  return writeModel(model, async (graph, pixels) => {
    const rows =
      "size" in features
        ? areaVectors(graph, pixels, { imageSize, size: features.size })
        : await netFeatures(graph, pixels, features);
    return graph.cast(convertClassifier(graph, classifier, rows), "float32");
  });
}

async function netFeatures(
  graph: OnnxGraph,
  pixels: string,
  { net, from, columns, inputRange }: Extract<ClassifierToExport["features"], FeatureNet>,
): Promise<string> {
  const side = Number(net.inputs[0]!.shape[1]);
  const input = { name: toRange(graph, pixels, inputRange), shape: [null, side, side, 3] };
  const { name: all } = await convertNet(graph, net, input);
  const bounds = [graph.ints([from]), graph.ints([from + columns]), graph.ints([1])];
  return graph.cast(graph.add("Slice", [all, ...bounds]), "float64");
}

/** @param judge Writes what follows the square that the model sees; gives the name of the probabilities. */
async function writeModel(
  { classNames, imageSize }: ModelToExport,
  judge: (graph: OnnxGraph, pixels: string) => Promise<string>,
): Promise<Uint8Array> {
  const graph = new OnnxGraph();
  const shape = ["batch", "height", "width", 3];
  const images = graph.input({ name: "images", type: "uint8", shape });
  const probabilities = await judge(graph, fitSquare(graph, images, imageSize));
  const info = {
    name: "probabilities",
    type: "float32",
    shape: ["batch", classNames.length],
  } as const;
  graph.output(probabilities, info);
  const about = { class_names: JSON.stringify(classNames), image_size: String(imageSize) };
  return graph.encode("graft", about);
}

/** The batch and, behind it, every image of it mirrored left to right. */
function withMirrorImages(graph: OnnxGraph, batch: string, size: number): string {
  const order = graph.ints(Array.from({ length: size }, (_, x) => size - 1 - x));
  const mirrored = graph.add("Gather", [batch, order], { axis: { int: 3 } });
  return graph.add("Concat", [batch, mirrored], { axis: { int: 0 } });
}
