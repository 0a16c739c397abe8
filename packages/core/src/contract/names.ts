import * as z from "zod";

/**
 * Text that comes from outside: which names are fit to be stored and shown, and how any text is shown
 * in a message.
 */

/** Signs that a reader cannot see or that turn text around, lone surrogates and non-characters. */
const UNFIT =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{2800}\u{FFF9}-\u{FFFB}]/u;
const EMOJI = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{20E3}]`;
const JOINING =
  "Arabic Syriac Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Mongolian"
    .split(" ")
    .map((script) => String.raw`\p{Script=${script}}`)
    .join("");
/** Where such a sign belongs to the spelling: inside an emoji, and between letters that join. */
const SPELLING = new RegExp(
  [
    String.raw`(?<=[\p{Emoji}\p{L}\p{S}])[\u{FE0E}\u{FE0F}]`,
    String.raw`(?<=${EMOJI}\u{FE0F}?)\u{200D}(?=[\p{Extended_Pictographic}])`,
    String.raw`(?<=[${JOINING}]\p{M}*)[\u{200C}\u{200D}](?=[${JOINING}])`,
  ].join("|"),
  "gu",
);

/**
 * What makes a name unfit to be stored and shown, such as `has the invisible or control character U+202E`;
 * null for a fit one. Two names that look alike must be alike, so nothing invisible is let in; text in
 * any script and emoji are.
 */
export function nameFault(name: string, maxLength: number): string | null {
  if (name.trim() === "") return "is empty";
  if (name.length > maxLength) return `has ${name.length} characters; at most ${maxLength} fit`;
  const unfit = UNFIT.exec(name.replace(SPELLING, ""))?.[0].codePointAt(0);
  if (unfit === undefined) return null;
  const sign = `U+${unfit.toString(16).toUpperCase().padStart(4, "0")}`;
  const isHalf = unfit >= 0xd800 && unfit <= 0xdfff;
  return isHalf
    ? `has half a character (the lone surrogate ${sign})`
    : `has the invisible or control character ${sign}`;
}

/** A name that people give: Unicode NFC, without space around it, all of it visible. */
export function visibleName(maxLength: number) {
  return z
    .string()
    .normalize("NFC")
    .trim()
    .min(1)
    .max(maxLength)
    .superRefine((name, context) => {
      const fault = nameFault(name, maxLength);
      if (fault) context.addIssue({ code: "custom", message: fault });
    });
}

/** A path or the name of a layer: any text that a file system takes, on one line. */
export const plainLine = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !/[\0\r\n\p{Cs}]/u.test(text), {
    error: "has a NUL, a line break or half a character in it",
  });

/** The beginning of a long text and how long it is; a short one as it is. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Never between the two halves of a character.
  const start = text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${text.length} characters)`;
}

/** Parameters that say which file is meant or in which form, never who asks for it. */
const HARMLESS = new Set(
  "alt download dl export format raw ref rev revision tfjs-format v version".split(" "),
);
const HARMLESS_VALUE = /^[\w.-]{1,40}$/;
/**
 * Of any scheme; one slash is left of two where an address was taken for a path. The scheme's length has a
 * bound, without which a long text takes time in proportion to its square.
 */
const ADDRESS = /(?:[a-z][a-z\d+.-]{1,20}:\/\/|https?:\/)[^\s"'<>`]+/gi;

/** What stands for a part that was left out. */
export const REDACTED = "REDACTED";

/**
 * Text whose addresses have lost what may be secret: user name and password, fragment, and the values of
 * all parameters but those known to be harmless. Whatever is stored, printed or logged passes through
 * here; the whole address serves the download alone.
 */
export function redactAddresses(text: string): string {
  return text.replaceAll(ADDRESS, redactAddress);
}

function redactAddress(address: string): string {
  const [, start = "", path = "", query, fragment] =
    /^([^:]+:\/{1,2}[^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(address) ?? [];
  if (start === "") return address;
  const host = start.replace(/^([^:]+:\/{1,2}).*@/is, `$1${REDACTED}@`);
  const parameters = query?.split("&").map(redactParameter).join("&");
  return `${host}${path}${parameters === undefined ? "" : `?${parameters}`}${fragment ? `#${REDACTED}` : ""}`;
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf("=");
  // A parameter without a value may be the token itself.
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  const value = equals < 0 ? "" : parameter.slice(equals + 1);
  const isHarmless =
    HARMLESS.has(name.toLowerCase()) && (value === "" || HARMLESS_VALUE.test(value));
  if (isHarmless || parameter === "") return parameter;
  return equals < 0 ? REDACTED : `${/^[\w.-]{1,40}$/.test(name) ? name : REDACTED}=${REDACTED}`;
}
