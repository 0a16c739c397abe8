/** What the guard looks at; header values as sent, null where there is none. */
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
