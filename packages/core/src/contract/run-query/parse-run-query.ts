import {
  type Comparison,
  type FieldRef,
  findField,
  type QueryFault,
  readComparison,
  type Token,
  tokenize,
  unknownField,
} from "./query-terms.ts";

/** A query as a tree; values are values, never text to be run. */
export type RunFilter =
  | { readonly kind: "and" | "or"; readonly parts: readonly RunFilter[] }
  | { readonly kind: "not"; readonly part: RunFilter }
  /** A word alone: it occurs somewhere in names, tags or the note. */
  | { readonly kind: "text"; readonly word: string }
  | ({ readonly kind: "compare" } & Comparison);

export type ParsedRunQuery =
  /** The filter is null for an empty query. */
  | { readonly ok: true; readonly filter: RunFilter | null }
  | { readonly ok: false; readonly fault: QueryFault };

const MOST_LETTERS = 2000;
const MOST_DEPTH = 40;

/**
 * Reads a query such as `method = fine-tuned and accuracy > 90% or tag = best`.
 *
 * `and` binds closer than `or`; `not` and parentheses do what they say. A comparison is a field, an operator
 * (`=`, `!=`, `>`, `>=`, `<`, `<=`, `~` contains, `!~` does not) and a value, or `field in (a, b)`; a word
 * alone is searched for. Case does not matter. Nothing is evaluated: the result is a tree of values.
 */
export function parseRunQuery(text: string): ParsedRunQuery {
  if (text.length > MOST_LETTERS) {
    const hint = `Keep it under ${MOST_LETTERS} characters.`;
    return fault({
      message: "The query is too long.",
      hint,
      start: MOST_LETTERS,
      end: text.length,
    });
  }
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return fault(tokens);
  if (tokens.length === 0) return { ok: true, filter: null };
  try {
    return { ok: true, filter: new Parser(tokens, text.length).parse() };
  } catch (error) {
    if (error instanceof Stop) return fault(error.fault);
    throw error;
  }
}

function fault(found: QueryFault): ParsedRunQuery {
  return { ok: false, fault: found };
}

/** Leaves the recursion at the first fault; it never leaves this file. */
class Stop extends Error {
  readonly fault: QueryFault;
  constructor(found: QueryFault) {
    super(found.message);
    this.fault = found;
  }
}

class Parser {
  #at = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];
  readonly #length: number;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  parse(): RunFilter {
    const filter = this.#or();
    const rest = this.#peek();
    if (!rest) return filter;
    if (rest.kind === "close") throw this.#stop(rest, "No parenthesis is open here.", "Remove it.");
    const hint = 'Put "and" or "or" before it; text of several words goes into quotes.';
    throw this.#stop(rest, `"${rest.text}" follows without a connection.`, hint);
  }

  #or(): RunFilter {
    return this.#chain("or", () => this.#chain("and", () => this.#not()));
  }

  #chain(kind: "and" | "or", next: () => RunFilter): RunFilter {
    const parts = [next()];
    while (this.#takeWord(kind)) parts.push(next());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind, parts };
  }

  #not(): RunFilter {
    const start = this.#peek();
    if (++this.#depth > MOST_DEPTH) {
      throw this.#stop(
        start,
        "The query is nested too deeply.",
        "Write it with fewer parentheses.",
      );
    }
    const filter = this.#takeWord("not")
      ? ({ kind: "not", part: this.#not() } as const)
      : this.#primary();
    this.#depth -= 1;
    return filter;
  }

  #primary(): RunFilter {
    const token = this.#take();
    if (!token) throw this.#stop(token, "Something is missing here.", EXAMPLE);
    if (token.kind === "open") {
      const inner = this.#or();
      const close = this.#take();
      if (close?.kind === "close") return inner;
      throw this.#stop(
        close,
        `The parenthesis at character ${token.start + 1} is not closed.`,
        'Add ")".',
      );
    }
    const isOperand = token.kind === "word" || token.kind === "quoted";
    if (!isOperand || (token.kind === "word" && /^(?:and|or)$/i.test(token.text))) {
      throw this.#stop(token, `Unexpected "${token.text}".`, EXAMPLE);
    }
    return this.#comparison(token);
  }

  #comparison(token: Token): RunFilter {
    const next = this.#peek();
    const isList = next?.kind === "word" && /^in$/i.test(next.text);
    if (token.kind === "quoted" || (next?.kind !== "operator" && !isList)) {
      return { kind: "text", word: token.text };
    }
    const field = findField(token.text);
    if (!field) throw new Stop(unknownField(token));
    const operator = this.#take() as Token;
    if (!isList) return this.#one(field, { name: token, operator, value: this.#take() });
    const parts = this.#list().map((value) =>
      this.#one(field, { name: token, operator: { ...operator, text: "=" }, value }),
    );
    return { kind: "or", parts };
  }

  /** `(a, b, c)`: its values. */
  #list(): Token[] {
    const open = this.#take();
    if (open?.kind !== "open")
      throw this.#stop(open, '"in" is followed by "(".', "tag in (best, new)");
    const values: Token[] = [];
    for (;;) {
      const value = this.#take();
      if (value?.kind !== "word" && value?.kind !== "quoted") {
        throw this.#stop(value, "A value is missing here.", "tag in (best, new)");
      }
      values.push(value);
      const sign = this.#take();
      if (sign?.kind === "close") return values;
      if (sign?.kind !== "comma")
        throw this.#stop(
          sign,
          'Expected "," or ")".',
          "Separate the values of a list with commas.",
        );
    }
  }

  #one(
    field: FieldRef,
    parts: { name: Token; operator: Token; value: Token | undefined },
  ): RunFilter {
    const { name, operator, value } = parts;
    if (value?.kind !== "word" && value?.kind !== "quoted") {
      const message = `After "${name.text} ${operator.text}" a value is missing.`;
      throw this.#stop(value, message, EXAMPLE);
    }
    const read = readComparison(field, { name, operator, value });
    if ("message" in read) throw new Stop(read);
    return { kind: "compare", ...read };
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    const found = token?.kind === "word" && token.text.toLowerCase() === word;
    if (found) this.#at += 1;
    return found;
  }

  /** A fault at a token, or at the end where there is none. */
  #stop(token: Token | undefined, message: string, hint: string): Stop {
    const { start, end } = token ?? { start: this.#length, end: this.#length };
    return new Stop({ message, hint, start, end });
  }
}

const EXAMPLE = "For example: method = fine-tuned and accuracy > 0.9";
