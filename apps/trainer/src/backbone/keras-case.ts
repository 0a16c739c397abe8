/**
 * Keras's snake_case settings in the camelCase of tfjs's layer classes; names of layers stay as they are.
 *
 * tfjs does the same when it reads a model.json, but keeps the function to itself.
 */
export function toTfjsCase(value: unknown): unknown {
  if (typeof value === "string") return camelCase(value);
  if (Array.isArray(value)) return value.map(toTfjsCase);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === "name" ? [key, inner] : [camelCase(key), toTfjsCase(inner)],
  );
  return Object.fromEntries(entries);
}

function camelCase(text: string): string {
  return text.replaceAll(/_+(\w|$)/g, (_match, letter: string) => letter.toUpperCase());
}
