import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** Names the method of a request that Next could not be given as it came. Whoever sends it is refused. */
export const ODD_REQUEST = "x-graft-odd-request";

/** Methods that the Fetch standard forbids: a Request cannot hold them, and Next would answer 500. */
const FORBIDDEN: ReadonlySet<string | undefined> = new Set(["TRACE", "TRACK", "CONNECT"]);

const REFUSAL = "This dashboard answers no such request.\n";
const RAW_REFUSAL = `HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${REFUSAL.length}\r\nConnection: close\r\n\r\n${REFUSAL}`;

/**
 * Lets the guard in `proxy.ts` see requests that would fail before it: they come to Next as a plain GET of the
 * root, with their method in a header.
 */
export function markOddRequests(): void {
  const known = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { request, server } = message as { request: IncomingMessage; server: Server };
    if (!known.has(server)) {
      known.add(server);
      // Without a listener Node closes the connection, and says nothing.
      server.on("connect", (_request: IncomingMessage, socket: Socket) => socket.end(RAW_REFUSAL));
    }
    const isOdd = FORBIDDEN.has(request.method) || !request.url?.startsWith("/");
    if (!isOdd) return;
    request.headers[ODD_REQUEST] = FORBIDDEN.has(request.method) ? request.method : "*";
    request.method = "GET";
    request.url = "/";
  });
}
