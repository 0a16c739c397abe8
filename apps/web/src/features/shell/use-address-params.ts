"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";

/** What stands in the address, also after `replaceParams`; empty where a component is drawn without a page. */
export function useAddressParams(): URLSearchParams {
  const params = useSearchParams();
  return useMemo(() => new URLSearchParams(params?.toString()), [params]);
}
