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
