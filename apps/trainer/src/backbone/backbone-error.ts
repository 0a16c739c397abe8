import { redactAddresses } from "@graft/core/contract";
import { AppError, type ErrorCode } from "@graft/core/contract/errors";

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
