import type { RunEvent } from "@graft/core/contract";
import { asTyped } from "@graft/core/contract/commands";
import { AppError } from "@graft/core/contract/errors";

/** A text whose commands are in the form that whoever started the dashboard types. */
export function typed(text: string): string {
  return asTyped(text, process.env);
}

/** An expected failure whose hint names commands in that form. */
export function typedError(error: AppError): AppError {
  const { code, message, hint, cause } = error;
  return new AppError({ code, message: typed(message), hint: typed(hint), cause });
}

/** An event of a run, likewise. */
export function typedEvent<E extends RunEvent>(event: E): E {
  if (event.type !== "run.failed") return event;
  return { ...event, message: typed(event.message), hint: typed(event.hint) };
}
