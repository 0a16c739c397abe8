import { MAX_COMPARED } from "@graft/core/analysis/stats";
import type { RunEvent } from "@graft/core/contract";
import { asTyped } from "@graft/core/contract/commands";
import { AppError } from "@graft/core/contract/errors";

/** A row's id in an address: a positive integer in plain digits; null for anything else. */
export function parseId(text: string): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null;
  return Number(text);
}

/** A SHA-256 content hash: 64 lower-case hexadecimal digits; null for anything else. */
export function parseHash(text: string): string | null {
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

/**
 * The runs to compare, from `?runs=3,1` or `?runs=3&runs=1`, in that order and without repetition.
 *
 * @returns Null if anything in it is not an id, or there are more than `MAX_COMPARED`; empty if not given.
 */
export function parseRunIds(value: string | readonly string[] | undefined): number[] | null {
  const parts = [value ?? []].flat().flatMap((text) => (text === "" ? [] : text.split(",")));
  const ids = new Set<number>();
  for (const part of parts) {
    const id = parseId(part);
    if (id === null) return null;
    ids.add(id);
  }
  return ids.size > MAX_COMPARED ? null : [...ids];
}

/** A short answer for programs, in plain text. */
export function plainAnswer(
  status: 400 | 404 | 409 | 413 | 415 | 500 | 503,
  text: string,
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** The answer to a request that the database cannot serve: why, and what to do. */
export function unavailable(error: AppError): Response {
  return plainAnswer(statusOf(error), `${error.message} ${error.hint}`);
}

/** Failures that waiting does not mend. */
const LASTING: ReadonlySet<string> = new Set(["DATABASE_CORRUPT", "DATABASE_TOO_NEW"]);

/** The status of an answer that an expected failure prevents: 500 if it will last, 503 if a later try may succeed. */
export function statusOf({ code }: AppError): 500 | 503 {
  return LASTING.has(code) ? 500 : 503;
}

/** Everything but the characters that are safe in a file name on every system. */
const PLAIN = /[^\w.-]+/g;
const LONGEST = 100;

/**
 * Headers of an answer that is saved, never shown as a page.
 *
 * @param name Of the file. Anything may be in it: what is not a letter of ASCII, a digit, a dot or a hyphen is
 *   left out, so that it can name no other place and end no header.
 * @param type Only of what cannot do anything when opened; `application/octet-stream` for all else.
 */
export function saveAs(name: string, type = "application/octet-stream"): Record<string, string> {
  const plain = name
    .replaceAll(PLAIN, "_")
    .slice(-LONGEST)
    .replace(/^[._-]+/, "");
  return {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${plain || "file"}"`,
    "Cache-Control": "no-store",
  };
}

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
