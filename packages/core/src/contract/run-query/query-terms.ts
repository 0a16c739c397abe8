import { METHOD_KINDS, nearestName, RUN_STATUSES } from "../vocabulary.ts";

/** What the values of a field are: it decides which operators make sense and how a value is read. */
type FieldType = "text" | "number" | "date" | "flag";

export interface Field {
  readonly type: FieldType;
  /** In a few words, for the help. */
  readonly about: string;
  /** All values there are, where they are known. */
  readonly values?: readonly string[];
}

/** What can be asked of every run. */
export const FIELDS = {
  id: { type: "number", about: "number of the run" },
  name: { type: "text", about: "name that somebody gave it" },
  experiment: { type: "text", about: "name of its experiment" },
  dataset: { type: "text", about: "name of its data set" },
  method: { type: "text", about: "method", values: METHOD_KINDS },
  status: { type: "text", about: "status as it is now", values: RUN_STATUSES },
  tag: { type: "text", about: "one of its tags" },
  note: { type: "text", about: "text of its note" },
  accuracy: { type: "number", about: "share of test images predicted right: 0.9 or 90%" },
  images: { type: "number", about: "test images with a prediction" },
  repeat: { type: "number", about: "number of the repeat, from 1" },
  seed: { type: "number", about: "seed" },
  seconds: { type: "number", about: "duration in seconds" },
  backend: { type: "text", about: "engine that computed it" },
  device: { type: "text", about: "device that was asked for" },
  error: { type: "text", about: "code of its failure" },
  started: { type: "date", about: "start in UTC: 2026-11-26 or 2026-11-26T14:00" },
  finished: { type: "date", about: "end in UTC" },
  pinned: { type: "flag", about: "pinned: yes or no" },
  archived: { type: "flag", about: "archived: yes or no" },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** A field of the table above, a setting of the method, or the last value of a metric. */
export type FieldRef =
  | { readonly kind: "known"; readonly name: FieldName }
  | { readonly kind: "config"; readonly path: readonly string[] }
  | { readonly kind: "metric"; readonly key: string };

/** The field that a word names: `accuracy`, `config.learningRate`, `metric.train/loss`; null if none. */
export function findField(word: string): FieldRef | null {
  const name = word.toLowerCase();
  if (Object.hasOwn(FIELDS, name)) return { kind: "known", name: name as FieldName };
  const [, prefix, rest] = /^(config|metric)\.(.{1,200})$/i.exec(word) ?? [];
  if (prefix === undefined || rest === undefined) return null;
  if (prefix.toLowerCase() === "metric") return { kind: "metric", key: rest };
  const path = rest.split(".");
  return path.every((part) => /^\w+$/.test(part)) ? { kind: "config", path } : null;
}

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
    return at(
      value,
      `"${text}" is not a date.`,
      "Write it as 2026-11-26 or 2026-11-26T14:00 (UTC).",
    );
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

/** A piece of a query and its position, for messages that point at it. */
export interface Token {
  readonly kind: "word" | "quoted" | "operator" | "open" | "close" | "comma";
  /** Of a quoted token: what is between the quotes. */
  readonly text: string;
  /** 0-based, in UTF-16 units, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a query, and where. */
export interface QueryFault {
  readonly message: string;
  readonly hint: string;
  /** 0-based, in UTF-16 units, the end exclusive; both at the end of the query if something is missing there. */
  readonly start: number;
  readonly end: number;
}

const SIGNS = { "(": "open", ")": "close", ",": "comma" } as const;
const OPERATOR = /(?:!=|>=|<=|!~|==|=|>|<|~)/y;
const WORD = /[^\s()=<>!~,"']+/y;

/** Cuts a query into tokens, or says what cannot be read. */
export function tokenize(text: string): Token[] | QueryFault {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const letter = text.charAt(at);
    const start = at;
    if (/\s/.test(letter)) {
      at += 1;
    } else if (letter === "(" || letter === ")" || letter === ",") {
      tokens.push({ kind: SIGNS[letter], text: letter, start, end: ++at });
    } else if (letter === '"' || letter === "'") {
      const close = text.indexOf(letter, at + 1);
      if (close < 0) {
        const message = `The quote at character ${at + 1} is not closed.`;
        return { message, hint: `Add another ${letter}.`, start, end: text.length };
      }
      at = close + 1;
      tokens.push({ kind: "quoted", text: text.slice(start + 1, close), start, end: at });
    } else {
      const operator = take(OPERATOR);
      const found = operator ?? take(WORD);
      if (found === undefined) {
        const message = `"${letter}" at character ${at + 1} means nothing here.`;
        return { message, hint: "Put text that holds signs into quotes.", start, end: at + 1 };
      }
      at += found.length;
      const kind = operator === undefined ? "word" : "operator";
      tokens.push({ kind, text: found === "==" ? "=" : found, start, end: at });
    }
  }
  return tokens;
}

/** For a word before an operator that names no field. */
export function unknownField(token: Token): QueryFault {
  const near = nearestName(token.text, [...FIELD_NAMES, "config", "metric"]);
  const { start, end } = token;
  return {
    message: `Unknown field "${token.text}".`,
    hint:
      near === null
        ? `Fields are ${FIELD_NAMES.join(", ")}, config.NAME and metric.NAME.`
        : `Did you mean "${near === "config" || near === "metric" ? `${near}.NAME` : near}"?`,
    start,
    end,
  };
}

/** For a value that a field cannot have. */
function unknownValue(token: Token, name: string, values: readonly string[]): QueryFault {
  const near = nearestName(token.text, values);
  const { start, end } = token;
  return {
    message: `No ${name} is called "${token.text}".`,
    hint: near === null ? `There are ${values.join(", ")}.` : `Did you mean "${near}"?`,
    start,
    end,
  };
}
