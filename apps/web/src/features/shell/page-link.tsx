"use client";

import Link, { useLinkStatus } from "next/link";
import type { ReactNode } from "react";

/**
 * A link to a page that is read from the database when it is opened, never before: a table of a
 * thousand links would otherwise ask for a thousand pages. It shows that it is on its way.
 */
export function PageLink({
  href,
  className = "link",
  title,
  children,
  "data-focus": focus,
}: {
  href: string;
  className?: string;
  title?: string;
  children: ReactNode;
  /** How a table finds what to put the focus on. */
  "data-focus"?: string;
}) {
  return (
    <Link className={className} data-focus={focus} href={href} prefetch={false} title={title}>
      <Pending>{children}</Pending>
    </Link>
  );
}

function Pending({ children }: { children: ReactNode }) {
  const { pending } = useLinkStatus();
  return <span className={pending ? "animate-pulse" : undefined}>{children}</span>;
}
