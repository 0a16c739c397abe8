import { AppError } from "@graft/core/contract/errors";
import { openArtifact, type RunDetail } from "@graft/db";
import { io } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";

/** A net that a run saved, with what it takes to use it as it was measured. */
export interface SavedNet {
  /** Images [b, S, S, 3] in `inputRange` to class probabilities [b, K]; the caller disposes it. */
  readonly net: LayersModel;
  readonly classNames: readonly string[];
  /** Side of the images in pixels. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly inputRange: readonly [number, number];
  /** Whether the run's probabilities are the mean of an image's and its mirror image's. */
  readonly mirrored: boolean;
}

const Card = z.object({
  classNames: z.array(z.string()),
  imageSize: z.int().positive(),
  inputRange: z.tuple([z.number(), z.number()]),
});
const Manifest = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.tuple([
    z.object({
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int()), dtype: z.literal("float32") }),
      ),
    }),
  ]),
  userDefinedMetadata: z.object({ graft: Card }),
});

/**
 * Reads the net of a run from its artifacts, on the current engine.
 *
 * @throws {AppError} EXPORT_FAILED where the run saved no net, or its files are gone or damaged.
 */
export async function readSavedNet(run: RunDetail, home: string): Promise<SavedNet> {
  if (run.method !== "fine-tuned" && run.method !== "scratch") {
    throw new AppError({
      code: "EXPORT_FAILED",
      message: `Run ${run.id} (${run.method}) has no net of its own; only nets can be exported.`,
      hint: "Export a run of `fine-tuned` or `scratch`: `pnpm trainer list` shows them.",
    });
  }
  const [json, weights] = [
    await readModelFile(run, "model.json", home),
    await readModelFile(run, "weights.bin", home),
  ];
  const { modelTopology, weightsManifest, userDefinedMetadata } = parseManifest(run, json);
  const { weights: weightSpecs } = weightsManifest[0];
  const size = weightSpecs.reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
    0,
  );
  if (size !== weights.byteLength) throw damaged(run, "weights.bin");
  const weightData = Uint8Array.from(weights).buffer;
  const net = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const { inputRange, ...card } = userDefinedMetadata.graft;
  return { net, ...card, inputRange, mirrored: run.config["testFlip"] === true };
}

function parseManifest(run: RunDetail, json: Buffer): z.output<typeof Manifest> {
  try {
    return Manifest.parse(JSON.parse(json.toString("utf8")));
  } catch (error) {
    throw damaged(run, "model.json", error);
  }
}

async function readModelFile(run: RunDetail, name: string, home: string): Promise<Buffer> {
  const artifact = run.artifacts.find((one) => one.kind === "model" && one.name === name);
  if (!artifact) {
    throw new AppError({
      code: "EXPORT_FAILED",
      message: `Run ${run.id} (${run.method}) is ${run.status} and saved no ${name}.`,
      hint: "Export a run that finished: `pnpm trainer list` shows them with an accuracy.",
    });
  }
  const handle = await openArtifact(home, artifact);
  if (handle === null) throw damaged(run, name);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function damaged(run: RunDetail, name: string, cause?: unknown): AppError {
  return new AppError({
    code: "EXPORT_FAILED",
    message: `The file ${name} of run ${run.id} is gone or is not what the run saved.`,
    hint: "Restore Graft's folder from a backup, or run the experiment again.",
    cause,
  });
}
