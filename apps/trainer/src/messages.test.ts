import { expect, test } from "vitest";
import { counted, printable, quoted } from "./messages.ts";

test("what could steer a terminal is written out, all else stays", () => {
  expect(printable("Größe 1\nbild\u001b[2J\r\u202egpj.猫\u2028")).toBe(
    "Größe 1\nbild\\u{1b}[2J\\u{d}\\u{202e}gpj.猫\\u{2028}",
  );
});

test("a name in quotes stays on one line and steers nothing", () => {
  expect(quoted("Größe 1\nbild\u001b[2J\u2028")).toBe('"Größe 1\\u{a}bild\\u{1b}[2J\\u{2028}"');
});

test("one is one, all other counts are many", () => {
  expect([0, 1, 2].map((count) => counted(count, "image"))).toEqual([
    "0 images",
    "1 image",
    "2 images",
  ]);
});
