import type { AppError } from "@graft/core/contract/errors";
import { backboneError, invalidBackbone, missingBackbone } from "../../loaded-backbone.ts";

const MAX_REDIRECTS = 5;

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * A GET whose answer is a file or a part of one: 200, 206 or 416.
 *
 * Redirects are followed to https only; from this machine also to itself.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND, BACKBONE_UNREACHABLE, or BACKBONE_INVALID for a web page.
 * @throws {Interruption} for what may be gone at the next attempt.
 */
export async function httpGet(url: string, options: GetOptions): Promise<Response> {
  let address = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await request(address, options);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      return refuseOthers(response, url, address);
    }
    await response.body?.cancel();
    address = followed(location, { from: address, url });
  }
  throw unreachable(`${url} redirects more than ${MAX_REDIRECTS} times.`);
}

async function request(address: string, { headers, signal }: GetOptions): Promise<Response> {
  try {
    return await fetch(address, {
      redirect: "manual",
      // Compressed answers have other lengths and ranges than the files.
      headers: { "accept-encoding": "identity", ...headers },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const { cause } = error as Error;
    const reason =
      cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : "";
    throw new Interruption(
      unreachable(
        `${new URL(address).host} cannot be reached${reason ? ` (${reason})` : ""}: ${address}`,
        undefined,
        error,
      ),
    );
  }
}

function followed(location: string, { from, url }: { from: string; url: string }): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : null;
  const isHere = new URL(from).protocol === "http:" && target?.host === new URL(from).host;
  if (target && (target.protocol === "https:" || isHere)) return target.href;
  throw invalidBackbone(
    `${url} redirects to ${JSON.stringify(location)}; only https addresses are followed.`,
    "Give the address where the file itself lies.",
  );
}

async function refuseOthers(response: Response, url: string, final: string): Promise<Response> {
  const { status } = response;
  const isPage = /^(text\/html|application\/xhtml)/i.test(
    response.headers.get("content-type") ?? "",
  );
  if ((status === 200 || status === 206 || status === 416) && !(isPage && status !== 416)) {
    return response;
  }
  await response.body?.cancel();
  if (status === 404 || status === 410) {
    throw missingBackbone(
      `${final} does not exist on its server (status ${status}).`,
      "Check the address: it is that of the model.json itself, and its weight files lie beside it.",
    );
  }
  if (status === 200 || status === 206) {
    const via = final === url ? "" : ` (redirected to ${final})`;
    throw invalidBackbone(
      `${url} delivers a web page, not a model file${via}.`,
      "Give the address of the model.json itself; a page about the model, or one that asks to sign in, is none.",
    );
  }
  const refusal = unreachable(`${new URL(final).host} answers with status ${status}: ${final}`);
  throw status >= 500 || status === 429 || status === 408 ? new Interruption(refusal) : refusal;
}

/**
 * A signal that is aborted with `signal`, or when `touch` was not called for `milliseconds`.
 *
 * Call `release` at the end, or the process stays alive for the timer.
 */
export function idleLimit(
  signal: AbortSignal,
  milliseconds: number,
): { readonly signal: AbortSignal; touch(): void; release(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    touch: () => void timer.refresh(),
    release: () => clearTimeout(timer),
  };
}

const AGAIN = "Run the command again; a model that was pulled before needs no network.";

/** A server that is not there, or that refuses. */
function unreachable(message: string, hint?: string, cause?: unknown): AppError {
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
