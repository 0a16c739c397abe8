import { createHash } from "node:crypto";
import { DESCRIPTION_FILE, openPredictor } from "@graft/core/learning/model";
import type { EngineName } from "../engine/engine.ts";
import type { TestedRun } from "../measure/load-run.ts";
import { filesOf, modelOfRun } from "../model/stored-model.ts";
import { certify } from "./certify.ts";
import { type ExportedModel, type ExportPorts, withPapers } from "./exported-model.ts";
import { describeModel } from "./model-card.ts";
import { judgeTestImages } from "./test-images.ts";

/**
 * The model folder of a run, read back and certified on all its test images.
 *
 * @param engine The engine that is open.
 * @returns The files that docs/models.md describes, `certificate.json` and `README.md`.
 * @throws {AppError} As `modelOfRun`; EXPORT_FAILED where the images are not at hand any more or the model does not
 *   agree with the run.
 */
export async function exportFolder(
  tested: TestedRun,
  ports: ExportPorts,
  engine: EngineName,
): Promise<ExportedModel> {
  const { run, predictions } = tested;
  const { description, read } = await modelOfRun(run, ports.home);
  const files: Record<string, Uint8Array> = {};
  for (const name of filesOf(description)) files[name] = await read(name);
  const predictor = await openPredictor(description, (name) => Promise.resolve(files[name]!));
  try {
    const judge = (pixels: Uint8Array) => predictor.predict(pixels);
    const probabilities = await judgeTestImages(tested, judge, ports);
    const sha256 = createHash("sha256").update(files[DESCRIPTION_FILE]!).digest("hex");
    const about = { run: run.id, format: "folder", sha256, runtime: `Graft on ${engine}` };
    const certificate = certify(about, predictions, probabilities);
    const usage = `\`pnpm trainer predict FOLDER image.jpg\` judges images with it, without the run that it comes from. \`${DESCRIPTION_FILE}\` says what the other files are.`;
    const card = describeModel(tested, { certificate, format: "a model folder", usage });
    return withPapers(files, { certificate, card });
  } finally {
    predictor.dispose();
  }
}
