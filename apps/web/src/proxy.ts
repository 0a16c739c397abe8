import { type NextRequest, NextResponse } from "next/server";
import {
  ALLOWED_METHODS,
  COMMON_HEADERS,
  ODD_REQUEST,
  pagePolicy,
  RESOURCE_POLICY,
  refuse,
} from "@/server/request-guard";

/** Paths that are not pages. */
const RESOURCES = /^\/(?:api|_next)\/|^\/icon\.svg$/;

/**
 * Runs before every route: pages, API, images, live events and Next's own files.
 * There is no `matcher` on purpose: a route that is left out is how such checks fail.
 */
export function proxy(request: NextRequest): NextResponse {
  const header = (name: string) => request.headers.get(name);
  const refusal = refuse(
    {
      method: header(ODD_REQUEST) ?? request.method,
      host: header("host"),
      origin: header("origin"),
      fetchSite: header("sec-fetch-site"),
      fetchMode: header("sec-fetch-mode"),
      fetchDest: header("sec-fetch-dest"),
    },
    // Next sets it to the port it listens on.
    process.env.PORT ?? "3000",
  );
  if (refusal) {
    const headers = {
      ...COMMON_HEADERS,
      "Content-Type": "text/plain; charset=utf-8",
      ...(refusal.status === 405 && { Allow: ALLOWED_METHODS }),
    };
    return new NextResponse(`${refusal.reason}\n`, { status: refusal.status, headers });
  }
  const isResource = RESOURCES.test(request.nextUrl.pathname);
  const policy = isResource ? RESOURCE_POLICY : pagePolicy(crypto.randomUUID());
  // Next reads the nonce from the request's policy and puts it on its scripts.
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}
