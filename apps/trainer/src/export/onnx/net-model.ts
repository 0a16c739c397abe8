import type { LayersModel } from "@tensorflow/tfjs-layers";
import { OnnxGraph } from "./graph.ts";
import { convertNet } from "./net.ts";
import { type Preparation, prepareImages } from "./prepare.ts";

export interface NetToExport extends Preparation {
  /** Images [b, S, S, 3] in `inputRange` to class probabilities [b, K], as a run saved it. */
  readonly net: LayersModel;
  readonly classNames: readonly string[];
  /** Whether the probabilities are the mean of an image's and its mirror image's. */
  readonly mirrored: boolean;
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
export async function netToOnnx(model: NetToExport): Promise<Uint8Array> {
  const { net, classNames, imageSize, inputRange, mirrored } = model;
  const graph = new OnnxGraph();
  const images = graph.input({
    name: "images",
    type: "uint8",
    shape: ["batch", "height", "width", 3],
  });
  const shape = [null, imageSize, imageSize, 3];
  const prepared = prepareImages(graph, images, model);
  // An image and its mirror image go through the net as one batch, so that its weights are there once.
  const views = mirrored ? withMirrorImages(graph, prepared, imageSize) : prepared;
  const { name: rows } = await convertNet(graph, net, { name: views, shape });
  const probabilities = mirrored
    ? graph.add(
        "Mean",
        graph.addMany("Split", [rows], { attributes: { axis: { int: 0 } }, numOutputs: 2 }),
      )
    : rows;
  graph.output(probabilities, {
    name: "probabilities",
    type: "float32",
    shape: ["batch", classNames.length],
  });
  return graph.encode("graft", {
    class_names: JSON.stringify(classNames),
    image_size: String(imageSize),
    input_range: JSON.stringify(inputRange),
  });
}

/** The batch and, behind it, every image of it mirrored left to right. */
function withMirrorImages(graph: OnnxGraph, batch: string, size: number): string {
  const order = graph.ints(Array.from({ length: size }, (_, x) => size - 1 - x));
  const mirrored = graph.add("Gather", [batch, order], { axis: { int: 3 } });
  return graph.add("Concat", [batch, mirrored], { axis: { int: 0 } });
}
