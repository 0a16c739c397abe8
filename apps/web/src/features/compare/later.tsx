import { setTimeout } from "node:timers/promises";
import { type ReactNode, Suspense } from "react";

/** Milliseconds in which what is seen first leaves the server. */
const HEAD_START = 50;

/**
 * Parts far below what is seen first: they are drawn when that has left the server, so that nobody waits for
 * them.
 */
export function Later({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<div aria-busy="true" className="min-h-dvh" />}>
      <AfterHeadStart>{children}</AfterHeadStart>
    </Suspense>
  );
}

async function AfterHeadStart({ children }: { children: ReactNode }) {
  await setTimeout(HEAD_START);
  return children;
}
