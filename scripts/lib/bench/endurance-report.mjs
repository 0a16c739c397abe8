/** The nightly page as Markdown. `endurance`: what `engine/testing/endurance.ts` prints, by engine. */
export function nightlyReport({ machine, conformance, endurance }) {
  const { date, commit, node, platform, cpu, cores } = machine;
  return [
    "# Nightly proofs of the engines",
    "",
    `${date}, commit ${commit}, Node ${node}, ${platform}, ${cpu}, ${cores} cores; \`node scripts/nightly.mjs\`.`,
    "",
    "## Conformance",
    "",
    `${conformance.passed} comparisons passed, ${conformance.failed} failed, ${conformance.skipped} skipped, ` +
      `with ${conformance.runs} random cases each (webgpu: ${conformance.webgpuRuns}).`,
    "",
    "## Memory",
    "",
    "A small MobileNetV2, batches of 5, whole steps with AdamW and BatchNorm in training mode; before and after the steps. What the library holds: TensorFlow's tensors, WebAssembly's memory, the GPU's buffers.",
    "",
    "| engine | steps | seconds | tensors | bytes in tensors | library holds | resident, MB |",
    "|---|---|---|---|---|---|---|",
    ...endurance.map(({ engine, version, detail, steps, seconds, before, after }) => {
      const cells = ["tensors", "bytes", "library"].map((key) => `${before[key]} → ${after[key]}`);
      const resident = [before, after].map((memory) => (memory.resident / 1e6).toFixed(0));
      const name = `${engine} ${version} (${detail})`;
      return `| ${name} | ${steps} | ${seconds.toFixed(0)} | ${cells.join(" | ")} | ${resident.join(" → ")} |`;
    }),
    "",
  ].join("\n");
}

/** How `engine/testing/endurance.ts` ends where this machine cannot run the engine. */
const NO_ENGINE = 3;

/**
 * What a finished endurance process says.
 *
 * @returns {{result: object} | {leftOut: string} | {fault: string}} Left out is only what could not be tried.
 */
export function readEndurance({ status, signal, stdout, stderr }) {
  const said = stderr.trim();
  if (status === NO_ENGINE) return { leftOut: said };
  if (status !== 0) return { fault: `ended with ${signal ?? status}: ${said.slice(-500)}` };
  return { result: JSON.parse(stdout.trim().split("\n").at(-1)) };
}

/** What grew that must not: tensors, their bytes, what the library holds; resident memory by 50 MB or more. */
export function leaks({ before, after }) {
  const grown = ["tensors", "bytes", "library"].filter((key) => after[key] > before[key]);
  return after.resident - before.resident > 50e6 ? [...grown, "resident"] : grown;
}
