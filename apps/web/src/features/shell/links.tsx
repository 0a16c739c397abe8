"use client";
import Link, { useLinkStatus } from "next/link";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useMemo } from "react";

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
  /** Marks the element that the table focuses. */
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

/** A link to this page with one parameter changed: all else that was chosen stays as it is. */
export function ParamLink({
  name,
  value,
  place = "",
  className = "link",
  children,
}: {
  name: string;
  value: string;
  /** Id of the place to scroll to; the top by default. */
  place?: string;
  className?: string;
  children: ReactNode;
}) {
  const params = new URLSearchParams(useAddressParams());
  params.set(name, value);
  return (
    <PageLink className={className} href={`?${params}${place && `#${place}`}`}>
      {children}
    </PageLink>
  );
}

/**
 * Writes a choice to the address without a request to the server: `useAddressParams` reads it there, and so
 * does a reload or a shared link.
 *
 * @param changes By name; null takes a parameter away.
 */
export function replaceParams(changes: Readonly<Record<string, string | null>>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
}

/** The parameters of the address, also after `replaceParams`; empty for a component rendered without a page. */
export function useAddressParams(): URLSearchParams {
  const params = useSearchParams();
  return useMemo(() => new URLSearchParams(params?.toString()), [params]);
}
