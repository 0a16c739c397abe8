/** What may stand in the name of a file that is saved, whatever the system. */
const PLAIN = /[^\w.-]+/g;
const LONGEST = 100;

/**
 * Headers of an answer that is saved, never shown as a page.
 *
 * @param name Of the file. Anything may be in it: what is not a letter of ASCII, a digit, a dot or a hyphen is
 *   left out, so that it can name no other place and end no header.
 * @param type Only of what cannot do anything when opened; `application/octet-stream` for all else.
 */
export function saveAs(name: string, type = "application/octet-stream"): Record<string, string> {
  const plain = name
    .replaceAll(PLAIN, "_")
    .slice(-LONGEST)
    .replace(/^[._-]+/, "");
  return {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${plain || "file"}"`,
    "Cache-Control": "no-store",
  };
}
