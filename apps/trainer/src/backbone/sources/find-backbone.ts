import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ModelUrl, nearestName, REDACTED, shortened } from "@graft/core/contract";
import { modelsHome } from "../../files/user-cache.ts";
import { BUILT_IN, missingBackbone } from "../loaded-backbone.ts";
import { loadBackbone } from "../open-backbone.ts";
import { listCached } from "./cached-model.ts";
import { CATALOGUE, catalogueEntryOf } from "./catalogue.ts";
import { folderName } from "./model-address.ts";

/**
 * The net of a name, or of the address of one that was pulled.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND with the nearest name.
 */
export async function findBackbone(name: string, home = modelsHome()): Promise<BackboneEntry> {
  const entries = await listBackbones(home);
  const found = entryOf(name, entries);
  if (found) return found;
  const near = nearestName(
    name,
    entries.map((entry) => entry.name),
  );
  throw missingBackbone(
    `There is no backbone ${shortened(JSON.stringify(name), 200)}${near ? `; did you mean "${near}"?` : "."}`,
    "`pnpm trainer backbone list` shows the names; an address must be pulled first: `pnpm trainer backbone pull URL`.",
  );
}

function entryOf(text: string, entries: readonly BackboneEntry[]): BackboneEntry | undefined {
  const named = entries.find(({ name, url }) => name === text || url === text);
  if (named || !ModelUrl.safeParse(text).success) return named;
  const folder = folderName(text); // of an address with a secret in it
  return entries.find(({ name }) => name === folder);
}

/**
 * Path of a model.json that a person gave as a path, a name or an address.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND when it is a name or an address and not on this machine yet.
 */
export async function resolveModelPath(text: string, home = modelsHome()): Promise<string> {
  const isAddress = /^https?:\/\//.test(text);
  const known = entryOf(text, await listBackbones(home));
  if (!known && !isAddress) {
    const isPath = /[/\\]|\.json$/.test(text) || existsSync(text);
    return isPath ? text : ((await findBackbone(text, home)).modelPath ?? text);
  }
  if (known?.modelPath) return known.modelPath;
  throw missingBackbone(
    `${text} is not on this machine yet.`,
    `Download it: \`pnpm trainer backbone pull ${text}\`.`,
  );
}

/** A net that can be named on the command line, whether it is on this machine or not. */
export interface BackboneEntry {
  /**
   * Unique; an address for a model that the catalogue does not have, or the name of its folder in the
   * cache where the address holds a secret.
   */
  readonly name: string;
  readonly description: string;
  /** Path of its model.json; null: not on this machine yet. */
  readonly modelPath: string | null;
  readonly url: string | null;
  /** Of model.json and weight files, one after the other; null: known once it is downloaded. */
  readonly sha256: string | null;
  /** Who said that this is the right hash; null: nobody yet. */
  readonly pinnedBy: string | null;
  readonly numParameters: number;
  /** Of all files; estimated where it is not on this machine. */
  readonly bytes: number;
  /** Side in pixels that it was made for; null: any. */
  readonly imageSize: number | null;
  readonly inputRange: readonly [number, number] | null;
  /** SPDX identifier; null: nobody said. */
  readonly licence: string | null;
  /** What to write as `backbone` in an experiment file. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The one list of places that nets come from: another one is another line. */
const SOURCES: readonly ((home: string) => Promise<BackboneEntry[]>)[] = [
  fromGraftItself,
  fromCatalogue,
  fromCacheAlone,
];

/** All nets that can be named, each once. */
export async function listBackbones(home = modelsHome()): Promise<BackboneEntry[]> {
  const lists = await Promise.all(SOURCES.map((source) => source(home)));
  return lists.flat();
}

async function fromGraftItself(): Promise<BackboneEntry[]> {
  const { name, modelPath, inputRange } = BUILT_IN;
  const file = { path: modelPath, inputRange, cut: "auto" };
  const { sha256, numParameters, bytes, imageSize } = await loadBackbone(file, { baseDir: "/" });
  return [
    {
      name,
      description: "MobileNet-like, pretrained on images that Graft drew, without a classifier",
      modelPath,
      url: null,
      sha256,
      pinnedBy: "repository",
      numParameters,
      bytes,
      imageSize,
      inputRange,
      licence: "MIT",
      config: { kind: "built-in" },
    },
  ];
}

async function fromCatalogue(home: string): Promise<BackboneEntry[]> {
  const cached = new Map((await listCached(home)).map((model) => [model.record.url, model]));
  return CATALOGUE.map((entry) => {
    const model = cached.get(entry.url);
    const { name, description, url, numParameters, imageSize, inputRange, licence } = entry;
    return {
      name,
      description,
      modelPath: model?.modelPath ?? null,
      url,
      sha256: model?.record.sha256 ?? entry.sha256,
      pinnedBy: model?.record.pinnedBy ?? (entry.sha256 && "catalogue"),
      numParameters,
      bytes: model?.record.bytes ?? 4 * numParameters, // 32-bit numbers, and little besides
      imageSize,
      inputRange,
      licence,
      config: { kind: "url", url },
    };
  });
}

async function fromCacheAlone(home: string): Promise<BackboneEntry[]> {
  const models = await listCached(home);
  return models
    .filter(({ record }) => catalogueEntryOf(record.url) === null)
    .map(({ folder, modelPath, record }) => ({
      ...record,
      // Addresses may differ in what was left out alone; their folders do not have the same name.
      name: record.url.includes(REDACTED) ? basename(folder) : record.url,
      description: `pulled on ${record.pulledAt.slice(0, 10)}`,
      modelPath,
      config: { kind: "url", url: record.url },
    }));
}
