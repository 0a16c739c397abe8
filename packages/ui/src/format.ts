/** A fraction as a percentage with one decimal: 0.9312 is "93.1%". */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** A fraction as a whole percentage; 0.4 % and 99.6 % are not rounded into "0%" and "100%". */
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
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
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

/** A difference of fractions in percentage points without the unit: "+2.0". */
export function signedPoints(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (Number(text) === 0) return "0.0";
  return `${difference > 0 ? "+" : "−"}${text}`;
}
