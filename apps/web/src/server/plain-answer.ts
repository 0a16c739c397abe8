import type { AppError } from "@graft/core/contract/errors";

/** A short answer for programs, in plain text. */
export function plainAnswer(status: 400 | 404 | 409 | 413 | 415 | 503, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** The database cannot be read now; why, and what to do. */
export function unavailable(error: AppError): Response {
  return plainAnswer(503, `${error.message} ${error.hint}`);
}
