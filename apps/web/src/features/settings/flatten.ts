/**
 * Nested settings as dotted paths with their values as text, in their order: `{ split: { train: 200 } }` is
 * `split.train` → "200". A list of plain values is one value; nothing is lost but the difference between a
 * number and its text.
 */
export function flattenSettings(settings: unknown, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(settings ?? {})) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (isNested(value)) {
      for (const [inner, text] of flattenSettings(value, path)) flat.set(inner, text);
    } else {
      flat.set(path, toText(value));
    }
  }
  return flat;
}

function isNested(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object" && item !== null);
  return typeof value === "object" && value !== null;
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(toText).join(", ");
  return value === null ? "none" : JSON.stringify(value);
}
