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

/**
 * Absolute paths: between quotation marks, or up to a space; of Unix, of Windows, on a share, below a home (~) or as a
 * file: address. What follows a letter, a dot or a slash is relative, or the rest of an address.
 */
const QUOTED = /(["'])(?:file:\/\/)?(?:~?[/\\]|[A-Za-z]:[/\\]|~\w+[/\\])[^"']*\1/g;
const PLAIN = /(?<![\w.~/\\:)…-])(?:file:\/\/)?(?:~\w*|[A-Za-z]:)?[/\\][^\s"'<>|,;()]*/g;

/**
 * A text for others without the folders in it: of an absolute path only the last name stays, as a home folder is often
 * called after its owner.
 */
export function withoutFolders(text: string): string {
  return text
    .replaceAll(QUOTED, (path, mark: string) => `${mark}${lastName(path.slice(1, -1))}${mark}`)
    .replaceAll(PLAIN, lastName);
}

/** A setting that is a path as a whole may hold spaces. */
export function settingWithoutFolders(value: string): string {
  return /^(?:file:\/\/)?(?:~\w*|[A-Za-z]:)?[/\\]/.test(value)
    ? lastName(value)
    : withoutFolders(value);
}

function lastName(path: string): string {
  const names = path.split(/[/\\]/).filter((name) => name !== "");
  // A lone slash stays; a home folder by itself would be its owner's name.
  if (names.length === 0) return path;
  return names.length === 1 && path.includes("~") ? "…" : `…/${names.at(-1)}`;
}

/**
 * A config whose absolute paths start from `folder` instead, as do all others in an experiment file: it can be given
 * away, and still leads to the same files here.
 *
 * @param folder Absolute, or undefined where it is not known: then the config stays as it is.
 */
export function withRelativePaths(config: unknown, folder: string | undefined): unknown {
  if (folder === undefined) return config;
  if (typeof config === "string") return isAbsolute(config) ? relative(folder, config) : config;
  if (Array.isArray(config)) return config.map((item) => withRelativePaths(item, folder));
  if (typeof config !== "object" || config === null) return config;
  const entries = Object.entries(config).map(([key, value]) => [
    key,
    withRelativePaths(value, folder),
  ]);
  return Object.fromEntries(entries);
}

function isAbsolute(text: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(text);
}

function relative(folder: string, target: string): string {
  const [from, to] = [folder, target].map((path) =>
    path.split(/[/\\]+/).filter((name) => name !== ""),
  );
  let shared = 0;
  while (shared < from!.length && shared < to!.length && from![shared] === to![shared]) shared += 1;
  // Another drive has no way from here.
  if (shared === 0 && /^[A-Za-z]:/.test(target)) return target;
  return [...from!.slice(shared).map(() => ".."), ...to!.slice(shared)].join("/") || ".";
}
