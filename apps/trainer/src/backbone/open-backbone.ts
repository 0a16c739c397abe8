import { type BackboneConfig, redactAddresses } from "@graft/core/contract";
import { modelsHome } from "../user-cache.ts";
import { BUILT_IN } from "./built-in.ts";
import { type LoadedBackbone, loadBackbone } from "./load-backbone.ts";
import { changedOnDisk } from "./sources/cached-model.ts";
import { pullModel } from "./sources/pull-model.ts";

/** A net that is read and checked, and the config that leads to exactly this one again. */
export interface OpenedBackbone {
  readonly backbone: LoadedBackbone;
  /** What was left open is filled in, and an address holds no secret any more. */
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
    case "file": {
      const backbone = await loadBackbone(config, options);
      return { backbone, config: { ...config, inputRange: pairOf(backbone) } };
    }
    case "url": {
      const { sha256 } = config;
      const home = options.home ?? modelsHome();
      const cached = await pullModel(config.url, { ...options, home, sha256 });
      const { modelPath, record } = cached;
      const file = { cut: config.cut, path: modelPath, inputRange: config.inputRange };
      const recordedRange = record.inputRange;
      const backbone = await loadBackbone(file, { ...options, recordedRange });
      if (backbone.sha256 !== record.sha256) throw changedOnDisk(cached, backbone.sha256);
      const found = { sha256: record.sha256, inputRange: pairOf(backbone) };
      return { backbone, config: { ...config, url: redactAddresses(config.url), ...found } };
    }
  }
}

function pairOf({ inputRange: [low, high] }: LoadedBackbone): [number, number] {
  return [low, high];
}
