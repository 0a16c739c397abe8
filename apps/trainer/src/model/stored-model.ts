import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import {
  DESCRIPTION_FILE,
  IMAGE,
  invalidModel,
  type ModelDescription,
  parseDescription,
  type ReadModelFile,
  WRITTEN,
} from "@graft/core/learning/model";
import { openArtifact, type RunDetail } from "@graft/db";
import { z } from "zod";
import { quoted } from "../messages.ts";

/** A model folder, in the database's store or on disk: what it is, and its files. */
export interface StoredModel {
  readonly description: ModelDescription;
  /** @throws {AppError} MODEL_INVALID for a file that is gone or is not what was saved. */
  readonly read: ReadModelFile;
}

/**
 * The model that a run left behind.
 *
 * @throws {AppError} MODEL_NOT_FOUND where it left none; MODEL_INVALID where a file is gone or damaged.
 */
export async function modelOfRun(run: RunDetail, home: string): Promise<StoredModel> {
  const artifacts = run.artifacts.filter(({ kind }) => kind === "model");
  const read: ReadModelFile = async (name) => {
    const artifact = artifacts.find((own) => own.name === name);
    if (!artifact) throw damaged(run.id, name);
    const handle = await openArtifact(home, artifact);
    if (handle === null) throw damaged(run.id, name);
    try {
      const bytes = await handle.readFile();
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (sha256 !== artifact.sha256) throw damaged(run.id, name);
      return bytes;
    } finally {
      await handle.close();
    }
  };
  const names = new Set(artifacts.map(({ name }) => name));
  if (names.has(DESCRIPTION_FILE)) {
    const json = new TextDecoder().decode(await read(DESCRIPTION_FILE));
    return { description: parseDescription(json), read };
  }
  if (names.has("model.json")) return { description: await describeOlderNet(run, read), read };
  throw new AppError({
    code: "MODEL_NOT_FOUND",
    message: `Run ${run.id} (${run.method}) is ${run.status} and left no model behind.`,
    hint:
      run.status === "finished"
        ? "It was made by a Graft that kept the models of nets only: run the experiment again."
        : "Take a run that finished: `pnpm trainer list` shows them with an accuracy.",
  });
}

const OlderCard = z.object({
  userDefinedMetadata: z.object({
    graft: z.object({
      classNames: z.array(z.string()),
      imageSize: z.int().positive(),
      inputRange: z.tuple([z.number(), z.number()]),
    }),
  }),
});

/** Nets of before there were descriptions say in their metadata what they need; the mirror image stands in the settings. */
async function describeOlderNet(run: RunDetail, read: ReadModelFile): Promise<ModelDescription> {
  const text = new TextDecoder().decode(await read("model.json"));
  try {
    const { classNames, imageSize, inputRange } = OlderCard.parse(JSON.parse(text))
      .userDefinedMetadata.graft;
    const files = { topology: "model.json", weights: "weights.bin" };
    return {
      ...WRITTEN,
      classNames,
      image: { size: imageSize, ...IMAGE },
      mirrored: run.config["testFlip"] === true,
      parts: { net: { format: "tfjs-layers-1", ...files, inputRange } },
      calibration: null,
    };
  } catch (error) {
    throw damaged(run.id, "model.json", error);
  }
}

function damaged(run: number, name: string, cause?: unknown): AppError {
  return new AppError({
    code: "MODEL_INVALID",
    message: `The file ${name} of run ${run} is gone or is not what the run saved.`,
    hint: "Restore Graft's folder from a backup, or run the experiment again.",
    cause,
  });
}

/** Larger files are refused before they are read; float32 weights of 500 million numbers fit. */
const MAX_BYTES = 2 ** 31;

/**
 * The model in a folder on disk, as `trainer export --to folder` writes it.
 *
 * @throws {AppError} MODEL_NOT_FOUND where there is none; MODEL_INVALID.
 */
export async function modelInFolder(folder: string): Promise<StoredModel> {
  const read: ReadModelFile = async (name) => {
    const file = path.join(folder, name);
    const stats = await lstat(file).catch(() => null);
    // A device or a link may lead anywhere and end never.
    if (!stats?.isFile()) throw invalidModel(`there is no file ${quoted(name)} in it`);
    if (stats.size > MAX_BYTES) throw invalidModel(`${quoted(name)} has ${stats.size} bytes`);
    return await readFile(file);
  };
  const stats = await lstat(path.join(folder, DESCRIPTION_FILE)).catch(() => null);
  if (!stats) {
    throw new AppError({
      code: "MODEL_NOT_FOUND",
      message: `${folder} is neither the number of a run nor a folder with a model (${DESCRIPTION_FILE}).`,
      hint: "`pnpm trainer list` shows the runs; `pnpm trainer export RUN --to folder` writes a run's model to a folder.",
    });
  }
  const json = new TextDecoder().decode(await read(DESCRIPTION_FILE));
  return { description: parseDescription(json), read };
}

/** The files that a model consists of, its description first. */
export function filesOf({ parts, calibration }: ModelDescription): string[] {
  const doubt = calibration ? [calibration.model, calibration.numbers] : [];
  if ("net" in parts) return [DESCRIPTION_FILE, parts.net.topology, parts.net.weights, ...doubt];
  const { features, classifier } = parts;
  const net = features.format === "tfjs-layers-1" ? [features.topology, features.weights] : [];
  return [DESCRIPTION_FILE, classifier.model, classifier.numbers, ...net, ...doubt];
}
