/** Numbers, times and counts as people read them: the same in the terminal, on pages, in reports and in verdicts. */

/** A fraction as a percentage with one decimal: 0.9312 is "93.1%". */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** A fraction as a whole percentage; 0.4% and 99.6% are not rounded into "0%" and "100%". */
export function roundPercent(fraction: number): string {
  if (fraction > 0 && fraction < 0.005) return "<1%";
  if (fraction < 1 && fraction >= 0.995) return ">99%";
  return `${Math.round(fraction * 100)}%`;
}

/** Three decimals, so that a value and its interval can be read beside each other: "−0.080". */
export function threeDecimals(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-(?=.*[1-9])/, "−")
    .replace("-", "");
}

/** Both ends of an interval of fractions: "86.3–96.6%". */
export function percentRange({ low, high }: { low: number; high: number }): string {
  return `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}%`;
}

/** Seconds in the two largest units that matter: "8.2 s", "4 min 12 s", "1 h 3 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How long ago, coarsely; from a week on, the date. */
export function timeAgo(then: Date, now: Date): string {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 45) return "just now";
  if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 23.5 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  const days = Math.round(seconds / 86_400);
  if (days < 7) return days === 1 ? "1 day ago" : `${days} days ago`;
  return then.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** The exact local time: "24 Nov 2026, 14:03:21". */
export function exactTime(time: Date): string {
  const date = time.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return `${date}, ${time.toLocaleTimeString("en-GB")}`;
}

/** A rate with two significant digits below 10: "0.45", "4.5", "45". */
export function rate(perSecond: number): string {
  if (perSecond >= 9.95) return String(Math.round(perSecond));
  return perSecond >= 0.995 ? perSecond.toFixed(1) : perSecond.toFixed(2);
}

/** Bytes in the unit that fits: "812 B", "13.4 kB", "2.1 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A number of arbitrary size with at most `digits` significant digits: 0.0001234 is "0.000123". */
export function significant(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

/** "1 run", "3 runs". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? noun : many}`;
}

/** A difference of fractions in percentage points, with its sign: "+2.0 points", "−3.1 points". */
export function points(difference: number): string {
  return `${signedPoints(difference)} points`;
}

/** Both ends of an interval of such a difference: "−2.1 to +6.0". */
export function pointsRange({ low, high }: { low: number; high: number }): string {
  return `${signedPoints(low)} to ${signedPoints(high)}`;
}

/** A difference of fractions in percentage points where the unit is shown elsewhere: "+2.0". */
export function signedPoints(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (Number(text) === 0) return "0.0";
  return `${difference > 0 ? "+" : "−"}${text}`;
}

/** A p-value for reading: "p < 0.001", "p = 0.049", "p = 0.69", "p = 1". */
export function formatPValue(p: number): string {
  if (p < 0.001) return "p < 0.001";
  if (p >= 0.995) return "p = 1";
  // Three decimals where the common levels lie, so that 0.049 is not printed as 0.05.
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** A difference of accuracies in percentage points: "2 points", "1 point", "0.3 points". */
export function formatPoints(difference: number): string {
  const points = Number((100 * difference).toFixed(1));
  if (points === 0) return "less than 0.1 points";
  return points === 1 ? "1 point" : `${points} points`;
}
