import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeTinyBackbone } from "../../testing/tiny-backbone.ts";
import type { ModelServer } from "./model-server.ts";

export interface ServedModel {
  readonly url: string;
  /** Of model.json and the shards, one after the other. */
  readonly sha256: string;
  readonly json: ServedJson;
  /** By path on the server; the first is model.json. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface ServedJson {
  format?: string;
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[] }[] }[];
}

/** Puts a tiny net, its weights in three files, on a server below `/<name>/`. */
export async function serveTinyModel(server: ModelServer, name: string): Promise<ServedModel> {
  const folder = await mkdtemp(join(tmpdir(), "graft-served-"));
  try {
    const path = await writeTinyBackbone(folder, { seed: 1 });
    const weights = await readFile(join(dirname(path), "weights.bin"));
    const third = Math.ceil(weights.length / 3);
    const json = JSON.parse(await readFile(path, "utf8")) as ServedJson;
    const shards = [0, 1, 2].map((k) => weights.subarray(k * third, (k + 1) * third));
    json.weightsManifest[0]!.paths = [
      "group1-shard1of3.bin",
      "group1-shard2of3.bin",
      "more/shard3",
    ];
    return putModel(server, { name, json, shards });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts any net on a server: its model.json, and its weight files in the order of their paths. */
export function putModel(
  server: ModelServer,
  { name, json, shards }: { name: string; json: ServedJson; shards: readonly Buffer[] },
): ServedModel {
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const files = new Map([
    [`/${name}/model.json`, Buffer.from(JSON.stringify(json))],
    ...shards.map((shard, k): [string, Buffer] => [`/${name}/${paths[k]}`, shard]),
  ]);
  const hash = createHash("sha256");
  for (const [path, content] of files) {
    server.files.set(path, content);
    hash.update(content);
  }
  return { url: `${server.origin}/${name}/model.json`, sha256: hash.digest("hex"), json, files };
}
