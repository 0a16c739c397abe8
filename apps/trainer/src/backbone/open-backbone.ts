import type { BackboneConfig } from "@graft/core/contract";
import { modelsHome } from "../user-cache.ts";
import { BUILT_IN } from "./built-in.ts";
import { type LoadedBackbone, loadBackbone } from "./load-backbone.ts";
import { changedOnDisk } from "./sources/cached-model.ts";
import { pullModel } from "./sources/pull-model.ts";

/** A net that is read and checked, and the config that leads to exactly this one again. */
export interface OpenedBackbone {
  readonly backbone: LoadedBackbone;
  /** What was left open is filled in: the hash and the range of a model from an address. */
  readonly config: BackboneConfig;
}

export interface OpenOptions {
  /** Folder that a config's relative paths start from. */
  readonly baseDir: string;
  readonly imageSize: number;
  readonly signal: AbortSignal;
  /** Folder of the downloaded models. */
  readonly home?: string;
  /** Of a download: bytes that are here, and bytes in all. */
  readonly onProgress?: (received: number, total: number) => void;
}

/**
 * The pretrained net of an experiment, from wherever its config says; downloaded if need be.
 *
 * @throws {AppError} as `loadBackbone` and `pullModel`.
 */
export async function openBackbone(
  config: BackboneConfig,
  options: OpenOptions,
): Promise<OpenedBackbone> {
  switch (config.kind) {
    case "built-in": {
      const { modelPath, inputRange, fineTuningRate } = BUILT_IN;
      const file = { ...config, path: modelPath, inputRange, fineTuningRate };
      return { backbone: await loadBackbone(file, options), config };
    }
    case "file":
      return { backbone: await loadBackbone(config, options), config };
    case "url": {
      const { sha256 } = config;
      const home = options.home ?? modelsHome();
      const cached = await pullModel(config.url, { ...options, home, sha256 });
      const { modelPath, record } = cached;
      const [low, high] = config.inputRange ?? record.inputRange ?? DEFAULT_RANGE;
      const inputRange: [number, number] = [low, high];
      const resolved = { ...config, sha256: record.sha256, inputRange };
      const backbone = await loadBackbone({ ...resolved, path: modelPath }, options);
      if (backbone.sha256 === record.sha256) return { backbone, config: resolved };
      throw changedOnDisk(cached, backbone.sha256);
    }
  }
}

const DEFAULT_RANGE: readonly [number, number] = [-1, 1];
