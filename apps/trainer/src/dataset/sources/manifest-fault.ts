import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../printable.ts";

/** Where in a manifest something is wrong. */
export interface ManifestPlace {
  /** Name of the manifest file. */
  readonly manifest: string;
  /** 1-based. */
  readonly line: number;
  /** Name of the column, or the 1-based number of the character. */
  readonly column?: string | number;
}

export function manifestFault(place: ManifestPlace, fault: string, hint: string): AppError {
  const { manifest, line, column } = place;
  const at = typeof column === "string" ? `column ${quoted(column)}` : `character ${column}`;
  return new AppError({
    code: "MANIFEST_INVALID",
    message: `${quoted(manifest)}, line ${line}${column === undefined ? "" : `, ${at}`}: ${fault}.`,
    hint,
  });
}
