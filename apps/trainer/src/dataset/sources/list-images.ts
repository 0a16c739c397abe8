import type { DatasetConfig } from "@graft/core/contract";
import { listFolder } from "./folder.ts";
import type { Listing } from "./listing.ts";
import { listManifest } from "./manifest.ts";
import { listMosaics } from "./mosaic.ts";

/** The one list of sources. A new `kind` fails to compile until it has a line here. */
export function listImages(config: DatasetConfig, baseDir: string): Promise<Listing> {
  switch (config.kind) {
    case "folder":
      return listFolder(config, baseDir);
    case "mosaic":
      return listMosaics(config, baseDir);
    case "manifest":
      return listManifest(config, baseDir);
  }
}
