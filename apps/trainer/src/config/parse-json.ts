import { shortened } from "@graft/core/contract";
import { createScanner, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { printable } from "../messages.ts";

/** Kinds of tokens: jsonc-parser's own names for them are types alone. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const STRING = 10;
const NUMBER = 11;
const END = 17;

/** JSON from outside: its value, or where and what its first fault is. */
export type ParsedJson =
  | { readonly value: unknown; readonly fault: null }
  | { readonly value: null; readonly fault: string };

/** No file that Graft reads is nested deeper than about a dozen levels; nets hold nets in nets. */
const MAX_DEPTH = 200;
/** Names that mean something else in every JavaScript object. */
export const UNSAFE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads strict JSON, and refuses what `JSON.parse` takes in silence: a key that is given twice (it would
 * keep the last), numbers too large to hold (it would make them infinite), keys that are not settings
 * but parts of the language, and nesting without end.
 *
 * @returns A fault such as `line 2, column 10: there is a comma before the closing bracket`.
 */
export function parseJson(text: string): ParsedJson {
  const oddity = findOddity(text);
  if (oddity?.isDeep) return fault(text, oddity.offset, oddity.what);
  try {
    const value: unknown = JSON.parse(text);
    if (oddity) return fault(text, oddity.offset, oddity.what);
    return { value, fault: null };
  } catch {
    const { offset, what } = firstSyntaxFault(text);
    return fault(text, offset, what);
  }
}

function fault(text: string, offset: number, what: string): ParsedJson {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  return { value: null, fault: `line ${line}, column ${column}: ${what}` };
}

interface Oddity {
  readonly offset: number;
  readonly what: string;
  /** Too deep for a parser that calls itself. */
  readonly isDeep?: true;
}

/** The first thing that is valid JSON but not meant, in one pass over the tokens. */
function findOddity(text: string): Oddity | null {
  const scanner = createScanner(text, true);
  /** Lines of the keys seen so far in each open object; null for a list. */
  const open: (Map<string, number> | null)[] = [];
  let first: Oddity | null = null;
  let previous = 0;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (token === OPEN_BRACE) open.push(new Map());
    else if (token === OPEN_BRACKET) open.push(null);
    else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) {
      open.pop();
    }
    if (open.length > MAX_DEPTH) {
      return { offset, what: `brackets are nested more than ${MAX_DEPTH} deep`, isDeep: true };
    }
    const keys = open.at(-1);
    const startsEntry = previous === OPEN_BRACE || previous === COMMA;
    if (token === STRING && keys && startsEntry) {
      const key = scanner.getTokenValue();
      const line = keys.get(key);
      if (line !== undefined) {
        first ??= { offset, what: `${quoted(key)} is given twice, first on line ${line}` };
      } else if (UNSAFE_KEYS.has(key))
        first ??= { offset, what: `${quoted(key)} is not a setting` };
      keys.set(key, scanner.getTokenStartLine() + 1);
    } else if (token === NUMBER) {
      const isHuge = !Number.isFinite(Number(scanner.getTokenValue()));
      if (isHuge)
        first ??= { offset, what: `${cut(scanner.getTokenValue())} is too large a number` };
    }
    previous = token;
  }
  return first;
}

const FAULTS: Readonly<Record<string, string>> = {
  PropertyNameExpected: "expected a name in double quotes",
  ValueExpected: "expected a value",
  ColonExpected: "expected a colon",
  CommaExpected: "expected a comma",
  CloseBraceExpected: "expected a comma or }",
  CloseBracketExpected: "expected a comma or ]",
  EndOfFileExpected: "expected the end of the file",
  InvalidCommentToken: "JSON has no comments; remove this one",
  UnexpectedEndOfComment: "JSON has no comments; this one does not even end",
  UnexpectedEndOfString: "the closing quote of this text is missing",
  UnexpectedEndOfNumber: "this number is not complete",
  InvalidNumberFormat: "this is not a number as JSON writes it",
  InvalidUnicode: "\\u needs four hexadecimal digits",
  InvalidEscapeCharacter: "this escape is unknown; a backslash itself is \\\\",
  InvalidCharacter: "text holds a line break or a control character",
};

/** Where and what: JSON.parse says so for some faults only, and differently in each version of Node. */
function firstSyntaxFault(text: string): { offset: number; what: string } {
  if (text.trim() === "") return { offset: 0, what: "there is nothing in it" };
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowEmptyContent: false });
  const [first] = errors;
  if (!first) return { offset: text.length, what: "it breaks off" };
  const { error, offset, length } = first;
  const found = text.slice(offset, offset + length);
  const before = text.slice(Math.max(0, offset - 1000), offset).trimEnd();
  if (/^[}\]]/.test(found) && before.endsWith(",")) {
    return { offset, what: "there is a comma before the closing bracket; remove it" };
  }
  const kind = printParseErrorCode(error);
  if (kind === "InvalidSymbol") return { offset, what: describeSymbol(found) };
  return { offset, what: FAULTS[kind] ?? "this is not JSON" };
}

function describeSymbol(found: string): string {
  if (found.startsWith("'")) return "text and names need double quotes, not single ones";
  if (/^[-+]?(NaN|Infinity)\b/.test(found)) return `${found} is not a number in JSON`;
  if (/^\+|^\.\d/.test(found)) return `${quoted(found)} is not a number as JSON writes it`;
  return `expected a value or a name, found ${quoted(found)}; text needs double quotes`;
}

function quoted(text: string): string {
  return `"${cut(text)}"`;
}

function cut(text: string): string {
  return printable(shortened(text, 60)).replaceAll("\n", "\\n");
}
