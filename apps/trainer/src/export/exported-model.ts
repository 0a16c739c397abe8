import type { Certificate } from "./certify.ts";

/** A model as files for others, and how it did on the run's test images. */
export interface ExportedModel {
  readonly certificate: Certificate;
  /** Content by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface ExportPorts {
  /** Folder of the database, the caches and the artifacts. */
  readonly home: string;
  readonly signal: AbortSignal;
}

/** The files that every export has beside the model. */
export function withPapers(
  files: Readonly<Record<string, Uint8Array>>,
  { certificate, card }: { certificate: Certificate; card: string },
): ExportedModel {
  const papers = {
    "certificate.json": `${JSON.stringify(certificate, null, 2)}\n`,
    "README.md": card,
  };
  const encoder = new TextEncoder();
  return {
    certificate,
    files: {
      ...files,
      "certificate.json": encoder.encode(papers["certificate.json"]),
      "README.md": encoder.encode(papers["README.md"]),
    },
  };
}
