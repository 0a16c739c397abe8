import { expect, test } from "vitest";
import { nextTheme, parseTheme } from "./theme.ts";

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
