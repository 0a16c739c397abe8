import { FIELDS, type Field, type FieldRef } from "./fields.ts";
import { unknownValue } from "./query-faults.ts";
import type { QueryFault, Token } from "./tokenize.ts";

type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~" | "!~";

export interface Comparison {
  readonly field: FieldRef;
  readonly operator: Operator;
  /** A number for numbers, `true` or `false` for flags, else text; a date is the beginning of an ISO time. */
  readonly value: string | number | boolean;
}

interface Parts {
  readonly name: Token;
  readonly operator: Token;
  readonly value: Token;
}

/** Reads the value as its field needs it, or says why that cannot be. */
export function readComparison(field: FieldRef, parts: Parts): Comparison | QueryFault {
  const operator = parts.operator.text as Operator;
  const value = readValue(field, parts);
  if (typeof value === "object") return value;
  const orders = operator !== "=" && operator !== "!=" && operator !== "~" && operator !== "!~";
  const { type } = describe(field);
  if (type === "flag" && operator !== "=" && operator !== "!=") {
    return at(
      parts.operator,
      `"${parts.name.text}" is yes or no.`,
      `Write: ${parts.name.text} = yes`,
    );
  }
  if (orders && (type === "text" || (field.kind === "config" && typeof value === "string"))) {
    return at(
      parts.operator,
      `"${parts.name.text}" is text: it is not more or less than another.`,
      "Use = or != for the whole text, ~ or !~ for a part of it.",
    );
  }
  if ((operator === "~" || operator === "!~") && (type === "number" || field.kind === "metric")) {
    return at(
      parts.operator,
      `"${parts.name.text}" is a number: it contains nothing.`,
      "Use =, !=, >, >=, < or <=.",
    );
  }
  return { field, operator, value };
}

/** Of what kind a setting is only its run knows: its type here is null. */
function describe(field: FieldRef): { type: Field["type"] | null; values?: readonly string[] } {
  if (field.kind === "known") return FIELDS[field.name];
  return { type: field.kind === "metric" ? "number" : null };
}

function readValue(
  field: FieldRef,
  { name, operator, value }: Parts,
): string | number | boolean | QueryFault {
  const { type, values } = describe(field);
  const { text } = value;
  const contains = operator.text === "~" || operator.text === "!~";
  if (type === "number") {
    const number = toNumber(text);
    if (number !== null) return number;
    return at(
      value,
      `"${name.text}" is a number, "${text}" is none.`,
      "Write it as 0.9, 90% or 1e-3.",
    );
  }
  if (type === "flag") {
    if (/^(?:yes|true|1)$/i.test(text)) return true;
    if (/^(?:no|false|0)$/i.test(text)) return false;
    return at(value, `"${name.text}" is yes or no, not "${text}".`, `Write: ${name.text} = yes`);
  }
  if (type === "date" && !/^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?$/i.test(text)) {
    return at(value, `"${text}" is no date.`, "Write it as 2026-11-26 or 2026-11-26T14:00 (UTC).");
  }
  if (type === null && value.kind === "word" && !contains) return toNumber(text) ?? text;
  const known = values?.find((candidate) => candidate === text.toLowerCase());
  if (values && !known && !contains) return unknownValue(value, name.text, values);
  return known ?? (type === "date" ? text.toUpperCase() : text);
}

/** A number, also in percent; null for anything else. */
function toNumber(text: string): number | null {
  const [, digits, sign] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(%?)$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const number = Number(digits) / (sign ? 100 : 1);
  return Number.isFinite(number) ? number : null;
}

function at({ start, end }: Token, message: string, hint: string): QueryFault {
  return { message, hint, start, end };
}
