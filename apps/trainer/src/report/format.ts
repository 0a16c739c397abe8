/** `7.4 s`, `1 min 12 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A fraction as a percentage with one decimal: `93.0 %`. */
export function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** A rate with two significant digits below 10: `0.45`, `4.5`, `45`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 9.95) return String(Math.round(perSecond));
  return perSecond >= 0.995 ? perSecond.toFixed(1) : perSecond.toFixed(2);
}

/** Bytes in millions: `1.9 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
