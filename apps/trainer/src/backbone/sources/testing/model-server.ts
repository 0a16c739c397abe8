import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly path: string;
  /** What was asked for, as in `bytes=100-`; null: all. */
  readonly range: string | null;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server on the loopback: files from memory with entity tags and ranges, or broken answers. */
export interface ModelServer {
  readonly origin: string;
  /** What was asked for, in order. */
  readonly seen: readonly SeenRequest[];
  /** Path with a leading slash, and content or an answer of its own; both can change while it serves. */
  readonly files: Map<string, Uint8Array | string | Handler>;
  /** Breaks all connections. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const files: ModelServer["files"] = new Map();
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    seen.push({ path, range: request.headers.range ?? null });
    const file = files.get(path);
    if (file === undefined) response.writeHead(404).end("nothing here");
    else if (typeof file === "function") file(request, response);
    else sendFile(request, response, Buffer.from(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    files,
    hangUp: () => server.closeAllConnections(),
    async close() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sends a file or, when the client has the same version, the rest of it. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Uint8Array,
): void {
  const etag = etagOf(content);
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from === 0 || request.headers["if-range"] !== etag) {
    response.writeHead(200, { etag, "content-length": content.length }).end(content);
    return;
  }
  if (from >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  const headers = { etag, "content-range": range, "content-length": content.length - from };
  response.writeHead(206, headers).end(content.subarray(from));
}

/** Announces the whole file, sends its beginning and hangs up. */
export function cutAfter(content: Uint8Array, bytes: number): Handler {
  return (_, response) => {
    response.writeHead(200, { etag: etagOf(content), "content-length": content.length });
    response.write(content.subarray(0, bytes), () => response.socket?.end());
  };
}

/** Sends the beginning of the file and then nothing, for as long as the client waits. */
export function stallAfter(content: Uint8Array, bytes: number): Handler {
  return (_, response) => {
    response.writeHead(200, { etag: etagOf(content), "content-length": content.length });
    response.write(content.subarray(0, bytes));
  };
}

function etagOf(content: Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"`;
}
