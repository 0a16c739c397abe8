import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize, resolve, sep } from "node:path";
import { z } from "zod";
import { invalidBackbone, missingBackbone } from "./backbone-error.ts";

const quantization = z.looseObject({
  dtype: z.enum(["uint8", "uint16", "float16"]),
  scale: z.number().optional(),
  min: z.number().optional(),
});
const weightEntry = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.enum(["float32", "int32", "bool"]),
  quantization: quantization.optional(),
});
export type WeightEntry = z.output<typeof weightEntry>;

const modelFile = z.looseObject({
  format: z.string().nullish(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.looseObject({ paths: z.array(z.string().min(1)), weights: z.array(weightEntry) }),
  ),
});

/** What a model.json says. */
export interface ModelDescription {
  /** What Keras calls the model config: class_name and config. */
  readonly model: unknown;
  /** Groups of weights: the files of a group, joined, hold its weights one after the other. */
  readonly groups: readonly {
    /** As written: relative to model.json, not yet checked. */
    readonly paths: readonly string[];
    readonly weights: readonly WeightEntry[];
  }[];
}

/** A model.json, read and understood, its weights not yet. */
export interface ModelFile {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly model: unknown;
  /** As in `ModelDescription`, with absolute paths inside the model's folder. */
  readonly groups: readonly {
    readonly files: readonly string[];
    readonly weights: readonly WeightEntry[];
  }[];
}

/**
 * Reads a model.json.
 *
 * @throws {AppError} BACKBONE_NOT_FOUND, or BACKBONE_INVALID when it is not a tfjs LayersModel or names
 *   weight files outside its own folder.
 */
export async function readModelFile(path: string, baseDir: string): Promise<ModelFile> {
  const absolute = resolve(baseDir, path);
  const bytes = await readFile(absolute).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === "EISDIR" ? "is a folder" : "cannot be read";
    throw missingBackbone(
      `The backbone ${absolute} ${error.code === "ENOENT" ? "does not exist" : found}.`,
      "backbone.path is the model.json of a tfjs LayersModel, in a config file relative to it; `pnpm trainer backbone list` names nets to download.",
      error,
    );
  });
  const { model, groups } = parseModel(bytes, absolute);
  const placed = groups.map(({ paths, weights }) => ({
    files: paths.map((name) => insideFolder(dirname(absolute), name, absolute)),
    weights,
  }));
  return { path: absolute, bytes, model, groups: placed };
}

/**
 * Understands the bytes of a model.json.
 *
 * @param name Path or address, for messages.
 * @throws {AppError} BACKBONE_INVALID when it is not a tfjs LayersModel.
 */
export function parseModel(bytes: Uint8Array, name: string): ModelDescription {
  const json = parseJson(bytes, name);
  refuseGraphModel(json, name);
  const parsed = modelFile.safeParse(json);
  if (!parsed.success) {
    const fault = parsed.error.issues[0];
    throw invalidBackbone(
      `${name} is not a tfjs model: ${fault?.path.join(".") || "the file"}: ${fault?.message}.`,
    );
  }
  const { modelTopology, weightsManifest } = parsed.data;
  return { model: modelTopology["model_config"] ?? modelTopology, groups: weightsManifest };
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw invalidBackbone(`${path} is not JSON: ${(error as Error).message}`, undefined, error);
  }
}

function refuseGraphModel(json: unknown, path: string): void {
  const { format, modelTopology } = (json ?? {}) as {
    format?: unknown;
    modelTopology?: { node?: unknown } | null;
  };
  if (format !== "graph-model" && !modelTopology?.node) return;
  throw invalidBackbone(
    `${path} is a GraphModel: its weights are constants and cannot be trained.`,
    "Export the Keras net as a LayersModel: tensorflowjs_converter --output_format=tfjs_layers_model.",
  );
}

/** A weight file's path. The file is somebody else's: a path out of the model's folder is refused. */
function insideFolder(folder: string, name: string, modelPath: string): string {
  const clean = normalize(name);
  const outside = clean === ".." || clean.startsWith(`..${sep}`) || isAbsolute(clean);
  if (outside || clean.includes("\0") || /^[a-z][a-z+.-]*:/i.test(name) || name.includes("\\")) {
    throw invalidBackbone(
      `${modelPath} names the weight file ${JSON.stringify(name)}, which is outside the model's folder.`,
      "Put the weight files beside model.json and name them by their file names.",
    );
  }
  return join(folder, clean);
}
