import { fileURLToPath } from "node:url";
import { redactAddresses } from "@graft/core/contract";
import { AppError, type ErrorCode } from "@graft/core/contract/errors";

/** One weight of a layer, checked: its values are finite and as many as its shape says. */
export interface BackboneWeight {
  /** Name in the weights manifest, such as `Conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * A pretrained net, cut before its classifier, read and checked but not built: no tensor exists yet.
 *
 * Its input is a float image [imageSize, imageSize, 3], its output a feature vector [numFeatures].
 */
export interface LoadedBackbone {
  /** Absolute path of the model.json. */
  readonly path: string;
  /** Over model.json and the weight files in their order, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Size of model.json and weight files. */
  readonly bytes: number;
  /** Side in pixels of the images that it was checked for. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly inputRange: readonly [number, number];
  /** Peak learning rate of the body around which fine-tuning searches. */
  readonly fineTuningRate: number;
  /** What the net's first layers do to these values, such as `[0, 255] to [-1, 1]`; null: nothing. */
  readonly scaling: string | null;
  /** What a person should know of the input range, as sentences. */
  readonly warnings: readonly string[];
  /** Layer whose output feeds the head. */
  readonly cut: string;
  /** Length of the feature vector, after the average over space where the cut is spatial. */
  readonly numFeatures: number;
  /** Count of the numbers in the weights below the cut. */
  readonly numParameters: number;
  /** Keras-style topology of the layers up to the cut, for the image size above. */
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weights: readonly BackboneWeight[];
}

/** The model file cannot be used; nothing was built or written. */
export function invalidBackbone(
  message: string,
  hint = "Export the net again as a tfjs LayersModel (tensorflowjs_converter --output_format=tfjs_layers_model).",
  cause?: unknown,
): AppError {
  return backboneError("BACKBONE_INVALID", { message, hint, cause });
}

/** A file of the model is not where it should be. */
export function missingBackbone(message: string, hint: string, cause?: unknown): AppError {
  return backboneError("BACKBONE_NOT_FOUND", { message, hint, cause });
}

/** All errors of a backbone are made here: an address in one holds no secret. */
export function backboneError(
  code: Extract<ErrorCode, `BACKBONE_${string}`>,
  { message, hint, cause }: { message: string; hint: string; cause?: unknown },
): AppError {
  const [said, advice] = [redactAddresses(message), redactAddresses(hint)];
  return new AppError({ code, message: said, hint: advice, cause });
}

/** The net that Graft ships; `backbones/<name>/README.md` is its model card. */
export const BUILT_IN: {
  readonly name: string;
  readonly modelPath: string;
  readonly inputRange: [number, number];
  readonly fineTuningRate: number;
} = {
  name: "graft-drawn-1",
  modelPath: fileURLToPath(new URL("../../backbones/graft-drawn-1/model.json", import.meta.url)),
  inputRange: [-1, 1],
  fineTuningRate: 1e-3,
};
