import { createHash } from "node:crypto";
import { ModelUrl, redactAddresses, shortened } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { invalidBackbone } from "../backbone-error.ts";

/** Beside the model's own files in a cached folder. */
export const RECORD_FILE = "source.json";
const MODEL_FILE = "model.json";
/** Letters, digits, dot, hyphen and underscore: nothing that an address or a file system reads otherwise. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;

/** @throws {AppError} CONFIG_INVALID for what Graft does not download. */
export function requireModelUrl(text: string): string {
  const parsed = ModelUrl.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${shortened(redactAddresses(JSON.stringify(text)), 200)} cannot be pulled; expected ${parsed.error.issues[0]?.message}.`,
    hint: "Give a name that `pnpm trainer backbone list` shows, or an address like https://example.org/net/model.json.",
  });
}

/** Name of a model's folder in the cache: readable, and different for every address. */
export function folderName(url: string): string {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
  const parent = new URL(url).pathname.split("/").at(-2) ?? "";
  const readable = parent.replaceAll(/[^A-Za-z0-9_.-]/g, "").replace(/^[.-]+/, "");
  return `${readable.slice(0, 80) || "model"}-${key}`;
}

/**
 * Address of a weight file. It keeps the query of the model's address, as tfjs does: some servers carry
 * a token there.
 */
export function weightUrl(modelUrl: string, path: string): string {
  const url = new URL(path, modelUrl);
  url.search = new URL(modelUrl).search;
  return url.href;
}

/**
 * The paths that model.json names its weight files by: plain names below its own folder, each once. The
 * file is somebody else's, and these become addresses and paths on this machine.
 *
 * @throws {AppError} BACKBONE_INVALID, naming the path.
 */
export function requirePlainPaths(paths: readonly string[], modelUrl: string): void {
  const taken = new Set([MODEL_FILE, RECORD_FILE]);
  for (const path of paths) {
    const isPlain = path.split("/").every((name) => PLAIN_NAME.test(name));
    if (!isPlain || path.length > 500) {
      throw invalidBackbone(
        `${modelUrl} names the weight file ${JSON.stringify(path)}, which is not a plain name inside the model's own folder.`,
        "Weight files lie beside model.json, under names of letters, digits, dots, hyphens and underscores.",
      );
    }
    const key = path.toLowerCase(); // some file systems do not tell upper case from lower
    if (taken.has(key)) {
      throw invalidBackbone(`${modelUrl} names the file ${JSON.stringify(path)} twice.`);
    }
    taken.add(key);
  }
}
