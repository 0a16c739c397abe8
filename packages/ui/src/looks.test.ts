import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DARK_PALETTE, LIGHT_PALETTE } from "./charts/standalone.tsx";
import { MOST_SERIES, nextTheme, parseTheme, runLooks, seriesLook } from "./looks.ts";

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

const css = readFileSync(new URL("theme.css", import.meta.url), "utf8");

/** The colour tokens of each block that sets them, in file order: light, dark by system, dark by choice. */
const blocks = [...css.matchAll(/color-scheme: (?:light|dark);([^}]*)\}/g)].map(
  ([, body = ""]) =>
    new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, k = "", v = ""]) => [k, v])),
);
const [light, darkBySystem, darkByChoice] = blocks;

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const dot = (a: Rgb, b: Rgb) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const luminance = (hex: string) => dot([0.2126, 0.7152, 0.0722], linear(hex));

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1. */
const VISION: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function oklab(color: Rgb): Rgb {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], color));
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], color));
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], color));
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ];
}

const clip = (value: number) => Math.min(1, Math.max(0, value));

function distance(a: string, b: string, seen: Matrix): number {
  const look = (hex: string) => {
    const color = linear(hex);
    return oklab([clip(dot(seen[0], color)), clip(dot(seen[1], color)), clip(dot(seen[2], color))]);
  };
  const [p, q] = [look(a), look(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

test("dark by choice is the same as dark by system, and light has the same names", () => {
  expect(blocks).toHaveLength(3);
  expect(darkByChoice).toEqual(darkBySystem);
  expect([...(light?.keys() ?? [])]).toEqual([...(darkByChoice?.keys() ?? [])]);
});

test.each([
  ["light", LIGHT_PALETTE, light],
  ["dark", DARK_PALETTE, darkByChoice],
] as const)(
  "a drawing that leaves the page has the colours of the %s theme",
  (_name, palette, tokens) => {
    expect(Object.keys(palette)).toEqual(Object.keys(LIGHT_PALETTE));
    for (const [token, color] of Object.entries(palette)) {
      expect(tokens?.get(token.slice(2)) ?? "missing", token).toBe(color);
    }
  },
);

describe.each([
  ["light", light],
  ["dark", darkByChoice],
] as const)("%s theme", (_name, tokens) => {
  const color = (name: string) => tokens?.get(name) ?? "missing";
  const methods = ["fine-tuned", "frozen-features", "raw-pixels", "scratch"].map((kind) =>
    color(`method-${kind}`),
  );
  const series = [1, 2, 3, 4, 5].map((number) => color(`series-${number}`));

  test("text reaches 4.5 to 1 on every ground it stands on", () => {
    for (const text of ["ink", "muted", "faint"]) {
      for (const ground of ["paper", "surface", "sunken", "warn-wash", "bad-wash", "info-wash"]) {
        expect(contrast(color(text), color(ground)), `${text} on ${ground}`).toBeGreaterThan(4.5);
      }
    }
    for (const text of ["hit", "miss", "good", "bad", "warn", "brand"]) {
      expect(contrast(color(text), color("surface")), text).toBeGreaterThan(4.5);
      expect(contrast(color(text), color("paper")), text).toBeGreaterThan(4.5);
    }
    expect(contrast(color("warn"), color("warn-wash"))).toBeGreaterThan(4.5);
    expect(contrast(color("bad"), color("bad-wash"))).toBeGreaterThan(4.5);
  });

  test("a number in a confusion cell is readable at full heat", () => {
    for (const heat of ["heat-hit", "heat-miss"]) {
      expect(contrast(color("ink"), color(heat)), heat).toBeGreaterThan(4.5);
    }
  });

  test("marks and control borders reach 3 to 1", () => {
    for (const mark of [...methods, ...series, color("line-strong"), color("focus")]) {
      expect(contrast(mark, color("surface"))).toBeGreaterThan(3);
    }
  });

  test.each(Object.entries(VISION))("methods and series keep apart: %s", (_vision, matrix) => {
    for (const colors of [methods, series]) {
      for (const [i, a] of colors.entries()) {
        for (const b of colors.slice(i + 1)) {
          expect(distance(a, b, matrix), `${a} and ${b}`).toBeGreaterThan(0.1);
        }
      }
    }
  });
});

const text = (look: { color: string; mark: string; dash: string | null }) =>
  `${look.color} ${look.mark} ${look.dash}`;

test("no two of so many series look the same, and none of one colour has another mark", () => {
  const looks = Array.from({ length: MOST_SERIES }, (_, index) => seriesLook(index));
  expect(new Set(looks.map(text)).size).toBe(10);
  expect(new Set(looks.map(({ color, mark }) => color + mark)).size).toBe(5);
});

test("runs look like their methods, the second of a method dashed", () => {
  const looks = runLooks(["scratch", "fine-tuned", "scratch"]);
  expect(looks.map(text)).toEqual([
    "--method-scratch triangle null",
    "--method-fine-tuned circle null",
    "--method-scratch triangle 7 4",
  ]);
});

test("ten runs of one method are told apart as any series are", () => {
  const looks = runLooks(Array<string>(10).fill("scratch"));
  expect(new Set(looks.map(text)).size).toBe(10);
  expect(runLooks([])).toEqual([]);
});

test("anything but a known theme follows the system", () => {
  expect(["dark", "light", "system", undefined, "<script>"].map(parseTheme)).toEqual([
    "dark",
    "light",
    "system",
    "system",
    "system",
  ]);
});

test("the button goes round", () => {
  expect([nextTheme("system"), nextTheme("light"), nextTheme("dark")]).toEqual([
    "light",
    "dark",
    "system",
  ]);
});
