import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { graftHome } from "@graft/db/home";
import { partialName } from "@graft/db/partial-files";
import { openEngine } from "../engine/open-engine.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { exportToBrowser } from "../export/export-browser.ts";
import { exportFolder } from "../export/export-folder.ts";
import { exportToOnnx } from "../export/export-onnx.ts";
import type { ExportedModel, ExportPorts } from "../export/exported-model.ts";
import { loadRun, readDatabase, type TestedRun } from "../measure/load-run.ts";
import { quoted } from "../messages.ts";
import { stopOnSignals } from "./endings.ts";

interface ExportFlags {
  readonly to: string;
  readonly out?: string;
  readonly json?: true;
}

const FORMATS = ["folder", "browser", "onnx"] as const;
type Format = (typeof FORMATS)[number];

/** `trainer export`: the model of a run as files, tested against the run before they are written. */
export async function exportCommand(id: string, flags: ExportFlags): Promise<void> {
  const format = FORMATS.find((own) => own === flags.to);
  if (!format) {
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `Unknown format ${quoted(flags.to)}.`,
      hint: `The formats are ${FORMATS.join(", ")}: \`pnpm trainer export RUN --to onnx\`.`,
    });
  }
  const tested = await readDatabase((db) => loadRun(db, id));
  const folder = path.resolve(flags.out ?? `run-${tested.run.id}-${format}`);
  await requireNew(folder);
  const stop = stopOnSignals();
  let exported: ExportedModel;
  try {
    const ports = { home: graftHome(), signal: stop.signal };
    exported = await exportAs(format, tested, ports);
    await writeFolder(folder, exported.files);
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    process.exitCode = 130; // nothing was written
    return;
  } finally {
    stop.release();
  }
  const { certificate, files } = exported;
  if (flags.json) {
    console.log(JSON.stringify({ folder, files: Object.keys(files), certificate }));
    return;
  }
  const { numImages, largestDifference, runtime } = certificate;
  console.log(
    `Run ${tested.run.id} is in ${folder}: ${Object.keys(files).join(", ")}.\n` +
      `Tested with ${runtime} on the run's ${numImages} test images: the same classes, probabilities within ${largestDifference.toExponential(1)}.`,
  );
}

async function exportAs(
  format: Format,
  tested: TestedRun,
  ports: ExportPorts,
): Promise<ExportedModel> {
  // A page brings an engine of its own.
  if (format === "browser") return await exportToBrowser(tested, ports);
  const { name } = await openEngine("auto");
  installFastLayers();
  if (format === "onnx") return await exportToOnnx(tested, ports);
  return await exportFolder(tested, ports, name);
}

/** Nothing is there, or an empty folder: whatever else there is, even a link, is never touched. */
async function requireNew(folder: string): Promise<void> {
  let problem: string;
  try {
    const stats = await lstat(folder);
    if (stats.isDirectory() && (await readdir(folder)).length === 0) return;
    problem = stats.isDirectory() ? "is not empty" : "is not a folder";
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    problem = `cannot be used (${code ?? message})`;
  }
  throw new AppError({
    code: "OUTPUT_NOT_WRITABLE",
    message: `${folder} ${problem}.`,
    hint: "Name another folder with --out, or remove that one first.",
  });
}

/** All files or none: they are written beside the folder and moved into place. */
async function writeFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const unfinished = partialName(folder);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(path.join(unfinished, name), bytes);
    }
    // Only an empty folder can be removed so: what was put there meanwhile stays.
    await rmdir(folder).catch(() => undefined);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AppError({
      code: code === "ENOSPC" || code === "EDQUOT" ? "DISK_FULL" : "OUTPUT_NOT_WRITABLE",
      message: `The model cannot be written to ${folder} (${code ?? message}).`,
      hint: "Name another folder with --out, one that you may write to and that has room.",
      cause: error,
    });
  }
}
