import { createHash } from "node:crypto";
import { describeWithoutTwins } from "@graft/core/analysis/comparability";
import { percent } from "@graft/core/analysis/format";
import { wilsonInterval } from "@graft/core/analysis/stats";
import { version_wasm } from "@tensorflow/tfjs-backend-wasm";
import type { TestedRun } from "../measure/load-run.ts";
import { modelOfRun } from "../model/stored-model.ts";
import { composePage } from "./browser/compose-page.ts";
import { gatherParts } from "./browser/page-parts.ts";
import { openPageModel } from "./browser/page-threads.ts";
import { certify } from "./certify.ts";
import { type ExportedModel, type ExportPorts, withPapers } from "./exported-model.ts";
import { describeModel } from "./model-card.ts";
import { judgeTestImages } from "./test-images.ts";

/** Name of the page in the folder. */
const PAGE = "index.html";

/**
 * The model of a run as one HTML file that judges images in a browser, certified: the scripts that are in the file
 * judge all test images of the run, one by one as the page does, before anything is written.
 *
 * @returns `index.html`, `certificate.json` and `README.md`.
 * @throws {AppError} As `modelOfRun`; EXPORT_FAILED where the images are not at hand any more or the page does not agree
 *   with the run.
 */
export async function exportToBrowser(
  tested: TestedRun,
  ports: ExportPorts,
): Promise<ExportedModel> {
  const { run, predictions, classNames } = tested;
  const stored = await modelOfRun(run, ports.home);
  const parts = await gatherParts(stored);
  const model = await openPageModel(parts);
  try {
    const probabilities = await judgeTestImages(tested, model.judge, ports);
    const page = composePage(parts, {
      title: run.name ?? run.dataset.name,
      summary: summaryOf(classNames),
      about: aboutOf(tested),
      classNames,
      imageSize: stored.description.image.size,
      check: model.check,
    });
    const bytes = new TextEncoder().encode(page);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const runtime = `tfjs ${version_wasm} on WebAssembly, the page's own script`;
    const about = { run: run.id, format: "browser", sha256, runtime };
    const certificate = certify(about, predictions, probabilities);
    const card = describeModel(tested, { certificate, format: "a web page", usage: USAGE });
    return withPapers({ [PAGE]: bytes }, { certificate, card });
  } finally {
    await model.close();
  }
}

function summaryOf(classNames: readonly string[]): string {
  const numClasses = classNames.length;
  if (numClasses > 6) return `Tells ${numClasses} classes of images apart.`;
  return `Tells images of these classes apart: ${classNames.join(", ")}.`;
}

/** How good the model is, in a few sentences for people who have only the page. */
function aboutOf(tested: TestedRun): string[] {
  const { run, predictions } = tested;
  const numTest = predictions.length;
  const correct = predictions.filter(({ trueLabel, predicted }) => trueLabel === predicted).length;
  const { low, high } = wilsonInterval(correct, numTest);
  const twins = describeWithoutTwins(tested);
  return [
    `Accuracy ${percent(correct / numTest)} (95% interval ${percent(low)} to ${percent(high)}) on ${numTest} test images that it was not trained on. Not one of these ${numTest} images changed class when this page's script judged them again.`,
    ...(twins ? [twins] : []),
    "It always names one of its classes, even for an image of something else. It was not tested on images from other sources than its data set's.",
    `Made by Graft from run ${run.id} (${run.method}) on the data set ${run.dataset.name}.`,
  ];
}

const USAGE = `Open \`${PAGE}\` in a browser (Chrome or Edge 91, Firefox 89, Safari 16.4 or later), from disk or from a web server. Drop, paste or choose images, or use the webcam. The model is inside the file; nothing is loaded from a network and images never leave the computer.

When it opens, the page checks that the browser computes the probabilities that were tested here. The browser decodes image files: its JPEG decoder may differ from Graft's by a level or two in some pixels.`;
