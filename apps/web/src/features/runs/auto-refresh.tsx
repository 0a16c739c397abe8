"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page's data again every few seconds while somebody can see it. */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  // External system: the clock, and whether the tab is visible.
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router, seconds]);
  return null;
}
