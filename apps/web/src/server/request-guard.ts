import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The parts of a request that the guard checks; header values as sent, null if missing. */
export interface GuardedRequest {
  readonly method: string;
  readonly host: string | null;
  readonly origin: string | null;
  /** Sec-Fetch-Site, Sec-Fetch-Mode and Sec-Fetch-Dest: browsers set them, pages cannot. */
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
  readonly fetchDest: string | null;
}

export interface Refusal {
  readonly status: 400 | 403 | 405 | 421;
  readonly reason: string;
}

/** This machine, at any port: a tunnel (ssh -L 8080:127.0.0.1:3000) leads from another one to ours. */
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::[1-9]\d{0,4})?$/;
const SAFE_METHODS = new Set(["GET", "HEAD"]);
const METHODS = new Set([...SAFE_METHODS, "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** For an Allow header. */
export const ALLOWED_METHODS = [...METHODS].join(", ");

/**
 * Whether a request may reach the dashboard; null if it may.
 *
 * Listening on loopback is not enough: any website can make a visitor's browser call localhost, or point
 * a name of its own at 127.0.0.1 (DNS rebinding). So the Host must be a local name, which no website can have; a
 * request that changes something must come from our own pages, which have that Host as their origin; and other
 * sites, also on other ports of this machine, may link here but not embed or fetch.
 *
 * @param port The port we listen on, for the words of a refusal.
 */
export function refuse(request: GuardedRequest, port: string): Refusal | null {
  const host = request.host?.toLowerCase() ?? "";
  if (!LOCAL_HOST.test(host)) {
    return {
      status: 421,
      reason: `This dashboard answers only under the names localhost, 127.0.0.1 and [::1]: open http://localhost:${port} on the machine it runs on. From another machine, open a tunnel there (ssh -L ${port}:127.0.0.1:${port} NAME-OF-THIS-MACHINE) and then http://localhost:${port}.`,
    };
  }
  if (!METHODS.has(request.method)) {
    return { status: 405, reason: `This dashboard answers ${ALLOWED_METHODS} only.` };
  }
  const fromElsewhere = request.fetchSite === "cross-site" || request.fetchSite === "same-site";
  if (SAFE_METHODS.has(request.method)) {
    const isLink = request.fetchMode === "navigate" && request.fetchDest === "document";
    if (!fromElsewhere || isLink) return null;
    return { status: 403, reason: "Other sites may link to this dashboard, not load from it." };
  }
  if (!fromElsewhere && request.origin === `http://${host.replace(/:80$/, "")}`) return null;
  return { status: 403, reason: "Changes are accepted only from the dashboard's own pages." };
}

/** Headers of every answer. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
};

/**
 * The content security policy of a page: our own files only, scripts only with this answer's nonce.
 *
 * Style attributes are forbidden too: what a drawing needs is given as SVG attributes.
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The policy of everything but pages: opened by itself, it can load and run nothing. */
export const RESOURCE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Names the method of a request that Next could not be given as it came. Whoever sends it is refused. */
export const ODD_REQUEST = "x-graft-odd-request";

/** Methods that the Fetch standard forbids: a Request cannot hold them, and Next would answer 500. */
const FORBIDDEN: ReadonlySet<string | undefined> = new Set(["TRACE", "TRACK", "CONNECT"]);

const REFUSAL = "This dashboard answers no such request.\n";
const RAW_REFUSAL = `HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${REFUSAL.length}\r\nConnection: close\r\n\r\n${REFUSAL}`;

// One for the whole process: Next loads this module once for itself and once for its pages.
const shared = globalThis as { graftResponses?: AsyncLocalStorage<ServerResponse> };
shared.graftResponses ??= new AsyncLocalStorage();
const responses = shared.graftResponses;

/** Sets the status of the page that is being rendered, which Next lets no server component do. */
export function setPageStatus(status: number): void {
  const response = responses.getStore();
  if (response && !response.headersSent) response.statusCode = status;
}

/**
 * Watches every request before Next gets it. Those that would fail before the guard in `proxy.ts` come to Next as a
 * plain GET of the root, with their method in a header; the response of each is kept for `setPageStatus`.
 */
export function watchRequests(): void {
  const known = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    responses.enterWith(response);
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
