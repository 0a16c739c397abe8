import { AppError } from "@graft/core/errors";

/** The model file cannot be used; nothing was built or written. */
export function invalidBackbone(
  message: string,
  hint = "Export the net again as a tfjs LayersModel (tensorflowjs_converter --output_format=tfjs_layers_model).",
  cause?: unknown,
): AppError {
  return new AppError({ code: "BACKBONE_INVALID", message, hint, cause });
}

/** A file of the model is not where it should be. */
export function missingBackbone(message: string, hint: string, cause?: unknown): AppError {
  return new AppError({ code: "BACKBONE_NOT_FOUND", message, hint, cause });
}
