import { type FileHandle, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { storageFault } from "../../../files/write-atomically.ts";
import { invalidBackbone } from "../../loaded-backbone.ts";
import { httpGet, Interruption, idleLimit, incomplete } from "./http-get.ts";

export interface FetchOptions {
  /** A longer file is refused. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Called with each change of the file's length; negative when it starts over. */
  readonly onBytes?: (change: number) => void;
  /** Waiting time after a failure in milliseconds; doubled each time. */
  readonly pauseMs?: number;
  /** A server that sends nothing for so long is given up. */
  readonly idleMs?: number;
}

/** Attempts in a row that brought nothing new, and all attempts. */
const MAX_FRUITLESS = 3;
const MAX_ATTEMPTS = 20;

/** Where a file grows, and where the mark lies by which its server knows the same version again. */
export interface Target {
  readonly path: string;
  readonly markPath: string;
}

/**
 * Downloads a file, going on where an earlier attempt of this or another process stopped.
 *
 * The rest is asked for with `If-Range` (RFC 9110, 13.1.5): of another version the server sends all.
 *
 * @throws {AppError} BACKBONE_INCOMPLETE after several attempts in vain; otherwise as `httpGet`, and
 *   DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function fetchFile(url: string, target: Target, options: FetchOptions): Promise<void> {
  let fruitless = 0;
  options.onBytes?.(await sizeOf(target.path));
  for (let attempt = 1; ; attempt++) {
    const before = await sizeOf(target.path);
    try {
      await fetchRest(url, target, options);
      return;
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      fruitless = (await sizeOf(target.path)) > before ? 0 : fruitless + 1;
      if (fruitless >= MAX_FRUITLESS || attempt >= MAX_ATTEMPTS) throw error.outcome;
      const pause = (options.pauseMs ?? 500) * 2 ** fruitless;
      await setTimeout(pause, undefined, { signal: options.signal });
    }
  }
}

async function fetchRest(url: string, target: Target, options: FetchOptions): Promise<void> {
  const idle = idleLimit(options.signal, options.idleMs ?? 30_000);
  try {
    const have = await sizeOf(target.path);
    const mark = have > 0 ? await readFile(target.markPath, "utf8").catch(() => "") : "";
    const headers = mark ? { range: `bytes=${have}-`, "if-range": mark } : {};
    const response = await httpGet(url, { headers, signal: idle.signal });
    const range = response.headers.get("content-range");
    if (response.status === 416 && range === `bytes */${have}`) return; // it is all here
    const isRest = response.status === 206 && range?.startsWith(`bytes ${have}-`);
    if (!isRest) options.onBytes?.(-have);
    if (!isRest && response.status !== 200) {
      await startAnew(target);
      throw new Interruption(incomplete(`${url}: the server does not send the rest of the file.`));
    }
    if (!isRest) await keepMark(response, target.markPath);
    await append(response, { url, path: target.path, from: isRest ? have : 0, options, idle });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!idle.signal.aborted) throw error;
    throw new Interruption(incomplete(`${url}: the server sent nothing any more.`, error));
  } finally {
    idle.release();
  }
}

async function append(
  response: Response,
  {
    url,
    path,
    from,
    options,
    idle,
  }: {
    url: string;
    path: string;
    from: number;
    options: FetchOptions;
    idle: { touch(): void };
  },
): Promise<void> {
  const announced = from + Number(response.headers.get("content-length") ?? 0);
  if (announced > options.maxBytes) throw tooLong(url, announced, options.maxBytes);
  const file = await writing(path, open(path, from > 0 ? "a" : "w"));
  let length = from;
  try {
    for await (const chunk of chunksOf(response, url)) {
      idle.touch();
      length += chunk.length;
      if (length > options.maxBytes) throw tooLong(url, length, options.maxBytes);
      await writing(path, writeAll(file, chunk));
      options.onBytes?.(chunk.length);
    }
    await writing(path, file.sync());
  } finally {
    await file.close();
  }
}

async function* chunksOf(response: Response, url: string): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new Interruption(incomplete(`The download of ${url} was cut off.`, error));
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it may be broken already
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes.subarray(offset));
    offset += bytesWritten;
  }
}

async function writing<T>(path: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw storageFault(error, path, "GRAFT_MODELS");
  }
}

/** A strong entity tag, else the date; without either the next attempt starts over. */
async function keepMark(response: Response, path: string): Promise<void> {
  const tag = response.headers.get("etag");
  const isEncoded = response.headers.has("content-encoding");
  const mark = tag && !tag.startsWith("W/") ? tag : response.headers.get("last-modified");
  await writing(path, writeFile(path, isEncoded ? "" : (mark ?? "")));
}

async function startAnew({ path, markPath }: Target): Promise<void> {
  await rm(path, { force: true });
  await rm(markPath, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

function tooLong(url: string, bytes: number, maxBytes: number): Error {
  return invalidBackbone(
    `${url} is too large: ${bytes} bytes or more, where at most ${maxBytes} are expected.`,
    "This is not the file that belongs here: check the address.",
  );
}
