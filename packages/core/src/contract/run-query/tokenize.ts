/** A piece of a query with where it stands, for messages that point at it. */
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
