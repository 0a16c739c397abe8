import { significant } from "@graft/core/analysis/format";

/** How the numbers of an axis are written. */
export type AxisUnit = "fraction" | "number" | "count";

/**
 * Round numbers within a range, evenly spaced by 1, 2 or 5 times a power of ten.
 *
 * @param most At most about so many.
 * @param whole Only whole numbers.
 * @see Heckbert 1990, "Nice numbers for graph labels", Graphics Gems.
 */
export function roundTicks(
  [min, max]: readonly [number, number],
  most: number,
  whole = false,
): number[] {
  const step = roundStep(max - min, most, whole);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => exact((first + i) * step));
}

/** The range out to the next round numbers; a range of no length gets one. */
export function roundRange(
  [min, max]: readonly [number, number],
  most: number,
  whole = false,
): [number, number] {
  if (min === max) return roundRange([Math.min(0, min), max === 0 ? 1 : Math.max(0, max)], most);
  const step = roundStep(max - min, most, whole);
  return [exact(Math.floor(min / step + 1e-9) * step), exact(Math.ceil(max / step - 1e-9) * step)];
}

/** To twelve digits: three times 0.1 is 0.3, not 0.30000000000000004. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

function roundStep(length: number, most: number, whole: boolean): number {
  const raw = length / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((one) => one * power >= raw * (1 - 1e-9)) ?? 10;
  return whole ? Math.max(1, factor * power) : factor * power;
}

/**
 * Powers of ten within a range of positive numbers; with fewer than two of them, 2 and 5 times these too, and
 * where even those are too few, round numbers.
 */
export function logTicks([min, max]: readonly [number, number]): number[] {
  const powers: number[] = [];
  for (let exponent = Math.floor(Math.log10(min)); 10 ** exponent <= max; exponent++) {
    powers.push(10 ** exponent);
  }
  const within = (ticks: number[]) => ticks.map(exact).filter((tick) => tick >= min && tick <= max);
  const whole = within(powers);
  if (whole.length >= 2) return whole;
  const finer = within(powers.flatMap((power) => [power, 2 * power, 5 * power]));
  return finer.length >= 2 ? finer : roundTicks([min, max], 4);
}

/** The names of ticks, with the same number of decimals, as many as tell them apart. */
export function tickTexts(ticks: readonly number[], unit: AxisUnit): string[] {
  const scale = unit === "fraction" ? 100 : 1;
  const largest = Math.max(0, ...ticks.map((tick) => Math.abs(tick) * scale));
  const step = Math.min(...ticks.slice(1).map((tick, i) => (tick - (ticks[i] ?? 0)) * scale));
  if (unit === "count") return ticks.map((tick) => tick.toLocaleString("en-GB"));
  const isEven = ticks.every(
    (tick, i) => i < 2 || isClose(tick - (ticks[i - 1] ?? 0), step / scale),
  );
  const after = unit === "fraction" ? "%" : "";
  // Powers of ten where the number of zeros would have to be counted.
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    return ticks.map((tick) => powerText(tick * scale) + after);
  }
  // Ticks of a logarithmic axis share no number of decimals.
  if (!isEven) return ticks.map((tick) => significant(tick * scale) + after);
  const decimals = Number.isFinite(step) ? Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)) : 1;
  return ticks.map((tick) => (tick * scale).toFixed(decimals) + after);
}

/** "1.5e-4"; zero is "0". */
function powerText(value: number): string {
  return value === 0 ? "0" : value.toExponential(1).replace(".0e", "e").replace("e+", "e");
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
