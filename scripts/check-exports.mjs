/**
 * Opens exported models with the Python packages that other people use: `node scripts/check-exports.mjs RUN… --python PATH`.
 *
 * Graft itself needs no Python. This exports each run and has `onnx` check the file (full_check) and Python's
 * onnxruntime run it on an image of another size than the model's, and prints a line per run; exit status 1 when one
 * of them refuses it. The Python given needs `onnx`, `onnxruntime` and `numpy`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: "string", default: "python3" } },
});
if (positionals.length === 0) {
  console.error("Name the runs: node scripts/check-exports.mjs 1 2 3 --python /path/to/python3");
  process.exit(1);
}

const CHECK = `
import json, sys
import numpy as np, onnx, onnxruntime
path = sys.argv[1]
onnx.checker.check_model(path, full_check=True)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
images = np.random.default_rng(1).integers(0, 256, (3, 301, 203, 3), dtype=np.uint8)
(said,) = session.run(None, {"images": images})
assert said.shape == (3, len(names)), said.shape
assert np.allclose(said.sum(axis=1), 1, atol=1e-5), said
print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: accepted, {len(names)} classes")
`;

const root = path.resolve(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "graft-exports-"));
try {
  for (const run of positionals) {
    const out = path.join(folder, run);
    const exported = runProgram(process.execPath, [
      path.join(root, "scripts/trainer.mjs"),
      "export",
      run,
      "--to",
      "onnx",
      "--out",
      out,
      "--json",
    ]);
    const { certificate } = JSON.parse(exported);
    const said = runProgram(values.python, ["-c", CHECK, path.join(out, "model.onnx")]);
    console.log(
      `run ${run}: ${said.trim()}; ${certificate.numImages} test images within ${certificate.largestDifference.toExponential(1)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns What it printed. Ends this program if it fails. */
function runProgram(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  console.error(error?.message ?? stderr);
  process.exit(1);
}
