import { AppError } from "@graft/core/contract/errors";
import { loadNet } from "@graft/core/learning/model";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { StoredModel } from "../model/stored-model.ts";

/** A net that a run saved, with what it takes to use it as it was measured. */
export interface SavedNet {
  /** Images [b, S, S, 3] in `inputRange` to class probabilities [b, K]; the caller disposes it. */
  readonly net: LayersModel;
  readonly classNames: readonly string[];
  /** Side of the images in pixels. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly inputRange: readonly [number, number];
  /** Whether the run's probabilities are the mean of an image's and its mirror image's. */
  readonly mirrored: boolean;
}

/**
 * Builds the net of a model on the current engine.
 *
 * @throws {AppError} EXPORT_FAILED where the model is no net; MODEL_INVALID where its files are gone or damaged.
 */
export async function openSavedNet({ description, read }: StoredModel): Promise<SavedNet> {
  const { parts, classNames, image, mirrored } = description;
  if (!("net" in parts)) {
    throw new AppError({
      code: "EXPORT_FAILED",
      message:
        "This model is a classical classifier on features; only nets can be exported as ONNX.",
      hint: "Export a run of `fine-tuned` or `scratch`, or take this one as a folder: --to folder.",
    });
  }
  const { inputRange } = parts.net;
  const net = await loadNet(parts.net, read);
  return { net, classNames, imageSize: image.size, inputRange, mirrored };
}
