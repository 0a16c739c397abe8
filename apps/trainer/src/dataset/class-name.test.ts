import { assert, property, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import { byNaturalOrder, cleanClassName, listClasses, warnOfSimilarClasses } from "./class-name.ts";
import { fingerprintOf } from "./content-keys.ts";

const clean = (name: string) => cleanClassName(name, "here");
const orderOf = (...names: string[]) => listClasses(names, "the set");

test("classes come in natural order", () => {
  expect(orderOf("10", "0", "11", "2", "1")).toEqual(["0", "1", "2", "10", "11"]);
  expect(orderOf("img 10", "img 9", "img 1")).toEqual(["img 1", "img 9", "img 10"]);
  expect(orderOf("v1.10.x", "v1.9.x")).toEqual(["v1.9.x", "v1.10.x"]);
  expect(orderOf("0.5", "0.25", "-1", "3")).toEqual(["-1", "0.25", "0.5", "3"]);
  expect(orderOf("b", "B", "a", "é", "z")).toEqual(["B", "a", "b", "z", "é"]);
  expect(orderOf("99999999999999999999", "100000000000000000000", "x")).toEqual([
    "99999999999999999999",
    "100000000000000000000",
    "x",
  ]);
});

test("natural order is a total order", () => {
  const name = stringMatching(/^[ab0129. -]{0,6}$/);
  assert(
    property(name, name, name, (a, b, c) => {
      expect(Math.sign(byNaturalOrder(a, b))).toBe(-Math.sign(byNaturalOrder(b, a)) + 0);
      if (byNaturalOrder(a, b) === 0) expect(a).toBe(b);
      if (byNaturalOrder(a, b) < 0 && byNaturalOrder(b, c) < 0) {
        expect(byNaturalOrder(a, c)).toBeLessThan(0);
      }
    }),
  );
});

test("a set stored in the order of code points is not taken for one in natural order", () => {
  const images = ["0", "2", "10"].map((className) => ({ hash: className, className, group: null }));
  const natural = fingerprintOf(images, ["0", "2", "10"]);
  const byCodePoint = fingerprintOf(images, ["0", "10", "2"]);
  expect(natural).not.toBe(byCodePoint);
  // The fingerprint of data sets whose order did not change is what it always was.
  expect(byCodePoint).toBe("1ef683da59fdf20b49401ffdeed6dd211f862efb431246fd375f7b70ffc794b7");
});

test("names that differ in what nobody sees are one class", () => {
  for (const name of ["café", "cafe\u0301", " café ", "caf\u200bé", "\ufeffcafé", "café\u00a0"]) {
    expect(clean(name)).toBe("café");
  }
  expect(clean("great\u00a0dane")).toBe("great dane");
  for (const name of ["\u200b", " ", "a\ud800", "M\ufffdller", "a\nb"]) {
    expect(() => clean(name)).toThrow(expect.objectContaining({ code: "DATASET_INVALID" }));
  }
});

test.each([
  [["Cat", "cat", "dog"], '"Cat" and "cat" differ only in upper and lower case'],
  [["STRASSE", "Straße"], "differ only in upper and lower case"],
  [["1", "1.0", "2"], '"1" and "1.0" differ only in how the number is written'],
  [["01", "1"], "how the number is written"],
  [["great dane", "great_dane", "great-dane"], "3 classes"],
  [["cat", "ｃａｔ"], "characters that look alike"],
  [["a\u200db", "ab"], "characters that look alike"],
  [["cat", "nan"], '"nan" looks like a missing label'],
])("%s are warned of", (classes, message) => {
  const warnings = warnOfSimilarClasses(classes);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(message);
});

test.each([
  [["cat", "cats"]],
  [["1", "-1", "10", "1.5", "15"]],
  [["1_1", "11"]],
  [["12345678901234567890", "12345678901234567891"]],
  [["none", "some"]],
])("%s are different classes", (classes) => {
  expect(warnOfSimilarClasses(classes)).toEqual([]);
});

test.each(["a\u2028b", "a\u{E0041}b", "\u115Fcat", "a\uFFF9b"])(
  "%j has a character that nobody sees, and is refused by its number",
  (name) => {
    expect(() => clean(name)).toThrow(/invisible or control character U\+[0-9A-F]{4,5} \(here\)/);
  },
);

test("emoji and letters that join keep the signs that belong to their spelling", () => {
  for (const name of ["👩\u200D🔬", "❤\uFE0F", "क\u094D\u200Dष"]) expect(clean(name)).toBe(name);
});
