import { z } from "zod";

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
