import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { sourcesOf } from "./fingerprint.mjs";
import { root } from "./workspace.mjs";

const ENTRY = "apps/trainer/src/cli.ts";

/** Reads the manifests of the workspace: it throws where one of them has a fault. */
const sources = () => ({
  base: root,
  entry: ENTRY,
  inputs: [
    ...sourcesOf(root, "apps/trainer"),
    "scripts/lib/bundle.mjs",
    "scripts/lib/load-trainer.mjs",
  ],
  // Small, pure JavaScript, and needed to say anything at all.
  inline: ["commander", "picocolors", "zod"],
  folder: path.join(root, "node_modules/.graft-trainer"),
});

/** The address of the command line: a bundle of its sources, or the sources where none can be made. */
export async function trainerModule() {
  try {
    return pathToFileURL(await bundle(sources())).href;
  } catch (error) {
    // A fault in a source is shown by the loader below; without a place to write it runs more slowly.
    if (process.env.GRAFT_DEBUG) console.error(error);
    const { register } = await import("tsx/esm/api");
    register();
    return pathToFileURL(path.join(root, ENTRY)).href;
  }
}
