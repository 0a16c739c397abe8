import type { Rng } from "../../../analysis/random/index.ts";
import type { Rgb } from "./canvas.ts";

/** How the colours of an image are drawn. */
export interface PaletteStyle {
  /** Number of colours. */
  readonly count: number;
  /** In turns of the colour circle; null for another in every image. */
  readonly hue: number | null;
  /** Around the hue, in turns: 0.05 is one family of colours, 1 is all. */
  readonly hueSpread: number;
  /** Lowest and highest, in [0, 1]. */
  readonly saturation: readonly [number, number];
  readonly value: readonly [number, number];
}

export function drawPalette(style: PaletteStyle, rng: Rng): Rgb[] {
  const base = style.hue ?? rng();
  return Array.from({ length: style.count }, () => {
    const hue = base + style.hueSpread * (rng() - 0.5);
    return hsv(hue, between(style.saturation, rng), between(style.value, rng));
  });
}

function between([low, high]: readonly [number, number], rng: Rng): number {
  return low + (high - low) * rng();
}

/** @param hue In turns. @param saturation, value In [0, 1]. @see Smith 1978, doi:10.1145/800248.807361. */
export function hsv(hue: number, saturation: number, value: number): Rgb {
  const sector = (hue - Math.floor(hue)) * 6;
  const channel = (shift: number) => {
    const k = (shift + sector) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
