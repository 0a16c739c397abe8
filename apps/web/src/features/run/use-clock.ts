"use client";

import { useEffect, useState } from "react";

/** The time, second by second while `ticking`; at first the server's, so that both render the same. */
export function useClock(serverNow: string, ticking: boolean): Date {
  const [now, setNow] = useState(() => new Date(serverNow));
  // External system: the clock.
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
