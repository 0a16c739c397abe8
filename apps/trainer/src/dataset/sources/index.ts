import type { DatasetConfig } from "@graft/core/contract";
import type { LoadOptions } from "../image-set.ts";
import { listFolder } from "./folder.ts";
import { listGenerated } from "./generated.ts";
import type { Listing } from "./listing.ts";
import { listManifest } from "./manifest.ts";
import { listMosaics } from "./mosaic.ts";

/** The one list of sources. A new `kind` fails to compile until it has a line here. */
export function listImages(config: DatasetConfig, options: LoadOptions): Promise<Listing> {
  const { baseDir } = options;
  switch (config.kind) {
    case "folder":
      return listFolder(config, options);
    case "mosaic":
      return listMosaics(config, baseDir);
    case "manifest":
      return listManifest(config, baseDir);
    case "generated":
      return listGenerated(config, options);
  }
}
