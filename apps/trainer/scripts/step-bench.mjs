// Times training steps of a net: `node apps/trainer/scripts/step-bench.mjs --model <model.json>`.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    kind: { type: "string", multiple: true, default: ["features", "fine-tuned", "scratch"] },
    batch: { type: "string", default: "16" },
    steps: { type: "string", default: "5" },
    device: { type: "string", default: "wasm" },
    profile: { type: "boolean", default: false },
  },
});
if (!values.model) {
  process.stderr.write("error: --model must name the model.json of a tfjs LayersModel\n");
  process.exit(1);
}
register();
const { benchStep } = await import("../src/bench/step-bench.ts");
for (const kind of values.kind) {
  const result = await benchStep({
    model: values.model,
    kind,
    batchSize: Number(values.batch),
    steps: Number(values.steps),
    device: values.device,
    profile: values.profile,
  });
  const steps = result.steps.map((milliseconds) => milliseconds.toFixed(0)).join(" ");
  process.stdout.write(
    `${result.engine}: ${kind}, batch ${values.batch}: ${result.imagesPerSecond.toFixed(1)} images/s ` +
      `(${result.cpuPerImage.toFixed(0)} ms CPU per image, peak ${result.peakGibibytes.toFixed(2)} GiB; steps ${steps} ms)\n`,
  );
  for (const { kernel, calls, milliseconds } of result.kernels.slice(0, 20)) {
    process.stdout.write(
      `  ${milliseconds.toFixed(1).padStart(8)} ms ${String(calls).padStart(5)} x ${kernel}\n`,
    );
  }
}
process.exit(0);
