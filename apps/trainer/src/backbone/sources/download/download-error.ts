import type { AppError } from "@graft/core/contract/errors";
import { backboneError } from "../../backbone-error.ts";

const AGAIN = "Run the command again; a model that was pulled before needs no network.";

/** A server that is not there, or that refuses. */
export function unreachable(message: string, hint?: string, cause?: unknown): AppError {
  return backboneError("BACKBONE_UNREACHABLE", {
    message,
    hint: hint ?? `Check the address and the network. ${AGAIN}`,
    cause,
  });
}

/** A download that ended before its end. */
export function incomplete(message: string, cause?: unknown): AppError {
  const hint = `Nothing was kept. ${AGAIN}`;
  return backboneError("BACKBONE_INCOMPLETE", { message, hint, cause });
}

/** Other files than those that were expected. */
export function hashMismatch(message: string, hint: string): AppError {
  return backboneError("BACKBONE_HASH_MISMATCH", { message, hint });
}

/** A failure that may be gone at the next attempt, with what to say if it is not. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  readonly outcome: AppError;

  constructor(outcome: AppError) {
    super(outcome.message);
    this.outcome = outcome;
  }
}
