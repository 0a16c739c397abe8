"use client";

import type { ReactNode } from "react";
import { PageLink } from "./page-link.tsx";
import { useAddressParams } from "./use-address-params.ts";

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
  /** Id of where to go on the page; nothing for its top. */
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
