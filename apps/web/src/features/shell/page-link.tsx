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
}: {
  href: string;
  className?: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <Link className={className} href={href} prefetch={false} title={title}>
      <Pending>{children}</Pending>
    </Link>
  );
}

function Pending({ children }: { children: ReactNode }) {
  const { pending } = useLinkStatus();
  return <span className={pending ? "animate-pulse" : undefined}>{children}</span>;
}
