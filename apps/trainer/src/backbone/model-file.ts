import { dirname, isAbsolute, join, normalize, resolve, sep } from "node:path";
import { shortened } from "@graft/core/contract";
import { z } from "zod";
import { parseJson } from "../config/parse-json.ts";
import { readRegularFile } from "../files/read-regular-file.ts";
import { invalidBackbone, missingBackbone } from "./loaded-backbone.ts";

/** The largest nets of Keras describe themselves in about 1 MB. */
export const MAX_MODEL_FILE_BYTES = 32 * 2 ** 20;

const quantization = z
  .looseObject({
    dtype: z.enum(["uint8", "uint16", "float16"]),
    scale: z.number().optional(),
    min: z.number().optional(),
  })
  .refine(({ dtype, scale, min }) => dtype === "float16" || (scale ?? min) !== undefined, {
    error: "scale and min are missing",
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
  const bytes = await readRegularFile(absolute, {
    maxBytes: MAX_MODEL_FILE_BYTES,
    refuse: ({ words, cause }) =>
      missingBackbone(
        `The backbone ${shortened(absolute, 300)} ${words}.`,
        "backbone.path is the model.json of a tfjs LayersModel, in a config file relative to it; `pnpm trainer backbone list` names nets to download.",
        cause,
      ),
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
  const json = readJson(bytes, name);
  refuseGraphModel(json, name);
  const parsed = modelFile.safeParse(json);
  if (!parsed.success) {
    throw invalidBackbone(`${name} is not a tfjs model: ${describeFault(parsed.error, json)}.`);
  }
  const { modelTopology, weightsManifest } = parsed.data;
  refuseRepeatedWeights(weightsManifest, name);
  return { model: modelTopology["model_config"] ?? modelTopology, groups: weightsManifest };
}

/** Where model.json is wrong; a weight goes by its name, not by its place in the list. */
function describeFault(error: z.ZodError, json: unknown): string {
  const [fault] = error.issues;
  if (!fault) return "the file cannot be understood";
  const what = fault.message.charAt(0).toLowerCase() + fault.message.slice(1);
  const [manifest, group, weights, index, ...rest] = fault.path as [string, number, string, number];
  if (manifest === "weightsManifest" && weights === "weights" && index !== undefined) {
    const groups = (json as { weightsManifest: { weights: { name?: unknown }[] }[] })[manifest];
    const entry = groups[group]?.weights[index];
    const said = rest.reduce<unknown>(
      (value, key) => (value as Record<string, unknown>)?.[key],
      entry,
    );
    const found = shortened(JSON.stringify(said) ?? "missing", 60);
    return `the weight ${shortened(JSON.stringify(entry?.name ?? index), 100)} has the ${rest.join(".") || "entry"} ${found}: ${what}`;
  }
  return `${shortened(fault.path.join("."), 100) || "the file"}: ${what}`;
}

function refuseRepeatedWeights(
  groups: readonly { readonly weights: readonly WeightEntry[] }[],
  path: string,
): void {
  const seen = new Set<string>();
  for (const { name } of groups.flatMap(({ weights }) => weights)) {
    if (seen.has(name)) {
      throw invalidBackbone(
        `${path} describes the weight ${shortened(JSON.stringify(name), 100)} twice.`,
      );
    }
    seen.add(name);
  }
}

function readJson(bytes: Uint8Array, path: string): unknown {
  const { value, fault } = parseJson(new TextDecoder().decode(bytes));
  if (fault === null) return value;
  throw invalidBackbone(
    `${path} is not JSON: ${fault}.`,
    "Copy or download the model again; the file is damaged, or not a model.json.",
  );
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
