import { createHash } from "node:crypto";
import {
  featureNet,
  loadNet,
  type ModelDescription,
  readClassifier,
} from "@graft/core/learning/model";
import { dispose } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import type { TestedRun } from "../measure/load-run.ts";
import { modelOfRun, type StoredModel } from "../model/stored-model.ts";
import { certify } from "./certify.ts";
import { type ExportedModel, type ExportPorts, withPapers } from "./exported-model.ts";
import { describeModel } from "./model-card.ts";
import { classifierToOnnx, netToOnnx } from "./onnx/onnx-model.ts";
import { judgeTestImages } from "./test-images.ts";

/**
 * Turns the model of a run into an ONNX model and certifies it: onnxruntime judges all test images of the run again,
 * and what it says is compared with what the run stored.
 *
 * @returns `model.onnx`, `certificate.json` and `README.md`.
 * @throws {AppError} as `modelOfRun`; EXPORT_FAILED where its images are not at hand any more, or the exported model
 *   does not agree with the run.
 * @throws the signal's reason when it is aborted.
 */
export async function exportToOnnx(tested: TestedRun, ports: ExportPorts): Promise<ExportedModel> {
  const { run, predictions } = tested;
  const stored = await modelOfRun(run, ports.home);
  const model = await toOnnx(stored);
  const session = await InferenceSession.create(model);
  const side = stored.description.image.size;
  const judge = async (pixels: Uint8Array, count: number): Promise<Float32Array> => {
    const images = new Tensor("uint8", pixels, [count, side, side, 3]);
    const { probabilities } = await session.run({ images });
    return probabilities!.data as Float32Array;
  };
  const probabilities = await judgeTestImages(tested, judge, ports);
  await session.release();
  const sha256 = createHash("sha256").update(model).digest("hex");
  const runtime = `onnxruntime-node ${env.versions.node ?? ""}`.trim();
  const certificate = certify(
    { run: run.id, format: "onnx", sha256, runtime },
    predictions,
    probabilities,
  );
  const card = describeModel(tested, {
    certificate,
    format: "ONNX",
    usage: usageOf(stored.description),
  });
  return withPapers({ "model.onnx": model }, { certificate, card });
}

async function toOnnx({ description, read }: StoredModel): Promise<Uint8Array> {
  const { parts, classNames, image, mirrored } = description;
  const about = { classNames, imageSize: image.size };
  if ("net" in parts) {
    const { inputRange } = parts.net;
    return await withNet(parts.net, read, (net) =>
      netToOnnx({ ...about, net, inputRange, mirrored }),
    );
  }
  const { features } = parts;
  const classifier = await readClassifier(parts.classifier, read);
  if (features.format === "area-average-1") {
    return await classifierToOnnx({ ...about, classifier, features: { size: features.size } });
  }
  const { inputRange } = features;
  return await withNet(features, read, (net) =>
    classifierToOnnx({
      ...about,
      classifier,
      features: { ...featureNet(net, features), inputRange },
    }),
  );
}

async function withNet<T>(
  files: Parameters<typeof loadNet>[0],
  read: StoredModel["read"],
  work: (net: LayersModel) => Promise<T>,
): Promise<T> {
  const net = await loadNet(files, read);
  try {
    return await work(net);
  } finally {
    dispose(net.weights.map((weight) => weight.read()));
  }
}

function usageOf({ classNames, image, mirrored, parts }: ModelDescription): string {
  return `Input \`images\`: uint8, shape \`[batch, height, width, 3]\`, RGB, upright, 0 to 255; any size, all images of a batch alike. Output \`probabilities\`: float32, shape \`[batch, ${classNames.length}]\`, in the order of \`class_names\` in the file's metadata. Everything between them is in the graph: the largest centred square, Lanczos resizing to ${image.size} x ${image.size} pixels, ${describeParts(parts)}${mirrored ? ", the mean over the image and its mirror image" : ""}.

\`\`\`python
import json, numpy as np, onnxruntime as ort
from PIL import Image, ImageOps

session = ort.InferenceSession("model.onnx")
names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
image = ImageOps.exif_transpose(Image.open("image.jpg")).convert("RGBA")
image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
image = np.asarray(image)
probabilities = session.run(None, {"images": image[None]})[0][0]
print(names[probabilities.argmax()], probabilities.max())
\`\`\`

Graft also converts colours to sRGB by the image's profile; convert images with another profile first (PIL.ImageCms).`;
}

function describeParts(parts: ModelDescription["parts"]): string {
  if ("net" in parts) return `the value range ${parts.net.inputRange.join(" to ")}, the net`;
  const { features } = parts;
  if (features.format === "area-average-1") {
    return `the mean colours of ${features.size} x ${features.size} areas, the classifier`;
  }
  return `the value range ${features.inputRange.join(" to ")}, the pretrained net, the classifier`;
}
