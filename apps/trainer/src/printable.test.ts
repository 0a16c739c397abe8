import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test("what could steer a terminal is written out, all else stays", () => {
  expect(printable("Größe 1\nbild\u001b[2J\r\u202egpj.猫\u2028")).toBe(
    "Größe 1\nbild\\u{1b}[2J\\u{d}\\u{202e}gpj.猫\\u{2028}",
  );
});
