"use client";

import { useEffect, useState } from "react";

/** The time, second by second while `ticking`; at first the server's, so that both render the same. */
export function useClock(serverNow: Date, ticking: boolean): Date {
  const [now, setNow] = useState<Date | null>(null);
  // External system: the clock.
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  // A page that is read anew may be later than the last tick.
  return now !== null && now > serverNow ? now : serverNow;
}
