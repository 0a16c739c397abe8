import { AppError } from "@graft/core/errors";

/**
 * The text of a config file: UTF-8, or UTF-16 as Windows' shells and editors write it, told by its byte order mark or by
 * the zero byte beside the first character.
 *
 * @param shown The file's name, for the message.
 * @throws {AppError} CONFIG_NOT_JSON if the bytes are no text in either.
 */
export function decodeText(bytes: Uint8Array, shown: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError({
      code: "CONFIG_NOT_JSON",
      message: `${shown} is not ${encoding.toUpperCase()} text.`,
      hint: "Save the file as UTF-8 (in the editor: Save with Encoding), then run the same command again.",
      cause,
    });
  }
}

function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return "utf-8";
}
