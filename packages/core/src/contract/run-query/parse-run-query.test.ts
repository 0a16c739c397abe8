import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRunQuery, type RunFilter } from "./parse-run-query.ts";

/** The tree in few words: `(or (and method=fine-tuned accuracy>0.9) tag=best)`. */
function show(filter: RunFilter | null): string {
  if (filter === null) return "all";
  if (filter.kind === "not") return `(not ${show(filter.part)})`;
  if (filter.kind === "text") return `"${filter.word}"`;
  if (filter.kind !== "compare") return `(${filter.kind} ${filter.parts.map(show).join(" ")})`;
  const { field, operator, value } = filter;
  const name = {
    known: () => (field.kind === "known" ? field.name : ""),
    config: () => (field.kind === "config" ? `config:${field.path.join("/")}` : ""),
    metric: () => (field.kind === "metric" ? `metric:${field.key}` : ""),
  }[field.kind]();
  return `${name}${operator}${String(value)}`;
}

const read = (text: string) => {
  const parsed = parseRunQuery(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return show(parsed.filter);
};

test.each([
  ["", "all"],
  [
    "method = fine-tuned and accuracy > 0.9 or tag = best",
    "(or (and method=fine-tuned accuracy>0.9) tag=best)",
  ],
  ["tag=a or tag=b and tag=c", "(or tag=a (and tag=b tag=c))"],
  ["(tag=a or tag=b) and tag=c", "(and (or tag=a tag=b) tag=c)"],
  ["not not status = Failed", "(not (not status=failed))"],
  ["accuracy>=90%", "accuracy>=0.9"],
  ["METHOD == Scratch", "method=scratch"],
  ['note ~ "learning rate"', "note~learning rate"],
  ["method in (scratch, 'raw-pixels')", "(or method=scratch method=raw-pixels)"],
  [
    "config.learningRate < 1e-3 and config.kind = scratch",
    "(and config:learningRate<0.001 config:kind=scratch)",
  ],
  ["config.backbone ~ 90% or config.name !~ 1e3", "(or config:backbone~90% config:name!~1e3)"],
  ["metric.validation/loss < .3", "metric:validation/loss<0.3"],
  ["pinned = yes and started >= 2026-11-01t08", "(and pinned=true started>=2026-11-01T08)"],
  ["tuned", '"tuned"'],
  ["'and'", '"and"'],
])("%s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

describe("what cannot be read is pointed at, with what to do", () => {
  test.each([
    ["methd = scratch", "methd", 'Unknown field "methd".', 'Did you mean "method"?'],
    [
      "tag = a and method = scrach",
      "scrach",
      'No method is called "scrach".',
      'Did you mean "scratch"?',
    ],
    ["status = done", "done", 'No status is called "done".', "There are queued,"],
    ["foo = 1", "foo", 'Unknown field "foo".', "Fields are id, name,"],
    ["accuracy > high", "high", '"accuracy" is a number, "high" is none.', "90%"],
    ["accuracy ~ 9", "~", "it contains nothing", "Use =, !=,"],
    ["tag > a", ">", '"tag" is text', "~"],
    ["started > yesterday", "yesterday", "is not a date", "2026-11-26"],
    ["pinned = maybe", "maybe", "is yes or no", "pinned = yes"],
    ["accuracy >", "", 'After "accuracy >" a value is missing.', "For example"],
    ["(tag = a", "", "at character 1 is not closed", 'Add ")".'],
    ["tag = a)", ")", "No parenthesis is open here.", "Remove it."],
    ['tag = "a', '"a', "at character 7 is not closed", 'Add another "'],
    ["tag = a b", "b", "follows without a connection", 'Put "and" or "or" before it'],
    ["and tag = a", "and", 'Unexpected "and".', "For example"],
    ["tag = a and", "", "Something is missing here.", "For example"],
    ["tag ! a", "!", '"!" at character 5 means nothing here.', "quotes"],
    ["tag in best", "best", '"in" is followed by "(".', "tag in (best, new)"],
    ["tag in (a b)", "b", 'Expected "," or ")".', "commas"],
  ])("%s", (...[text, marked, message, hint]) => {
    const parsed = parseRunQuery(text);
    if (parsed.ok) throw new Error("It was read.");
    expect(parsed.fault.message).toContain(message);
    expect(parsed.fault.hint).toContain(hint);
    expect(text.slice(parsed.fault.start, parsed.fault.end)).toBe(marked);
  });

  test("too long, and too deep", () => {
    expect(parseRunQuery("x".repeat(2001)).ok).toBe(false);
    expect(parseRunQuery("(".repeat(500)).ok).toBe(false);
    expect(parseRunQuery("not ".repeat(60)).ok).toBe(false);
  });
});

test("any text is read or refused with a place inside it, never anything else", () => {
  const pieces = fc.constantFrom(
    "tag",
    "=",
    "(",
    ")",
    "and",
    "or",
    "not",
    "in",
    ",",
    '"',
    "accuracy",
    ">",
    "0.9",
    "~",
    "é",
    "'; DROP",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (query) => {
      const parsed = parseRunQuery(query);
      if (parsed.ok) return;
      const { start, end, message } = parsed.fault;
      expect(message).not.toBe("");
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(query.length);
    }),
  );
});
