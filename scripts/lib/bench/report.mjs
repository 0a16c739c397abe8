/** The report as Markdown: a table per engine, then how they compare. */
export function benchmarkTable({ machine, measured, startup }) {
  const { date, commit, node, platform, cpu, cores, memoryGiB, gpu, loadBefore } = machine;
  const lines = [
    "# Benchmark",
    "",
    `${date}, commit ${commit}, Node ${node}, ${platform}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ` +
      `${gpu ?? "no GPU"}. Load before the start: ${loadBefore}.`,
    "",
  ];
  for (const engine of measured) lines.push(...engineTable(engine));
  if (measured.length > 1) lines.push(...comparison(measured));
  if (startup) lines.push(...startupTable(startup));
  return `${lines.join("\n").trimEnd()}\n`;
}

function engineTable(result) {
  const { engine, version, detail, methods, seconds, peakMemoryMB, dataset } = result;
  const rows = methods.map(({ method, imagesPerSecond, accuracy, seconds: own }) => {
    const score = accuracy === null ? "–" : accuracy.toFixed(3);
    return `| ${method} | ${own} | ${shown(imagesPerSecond)} | ${score} |`;
  });
  return [
    `## ${engine}, ${version} (${detail})`,
    "",
    "| | seconds | images/s | test accuracy |",
    "|---|---|---|---|",
    `| decoding ${dataset.numImages} images of ${dataset.name} | ${(dataset.numImages / result.decodePerSecond).toFixed(1)} | ${shown(result.decodePerSecond)} | |`,
    `| frozen net alone | | ${shown(result.featuresPerSecond)} | |`,
    ...rows,
    `| **all, with start and decoding** | **${seconds}** | | |`,
    "",
    `Peak memory of the process: ${peakMemoryMB} MB.`,
    "",
  ];
}

/** Each figure of the first engine divided by the others', so that more than 1 is better for the first. */
function comparison(measured) {
  const [first, ...others] = measured;
  const head = others.map(({ engine }) => `${first.engine} / ${engine}`);
  const row = (name, ratioOf) => `| ${name} | ${others.map(ratioOf).join(" | ")} |`;
  const faster = (read) => (other) => ratio(read(first), read(other));
  return [
    "## Compared",
    "",
    `| | ${head.join(" | ")} |`,
    `|---|${others.map(() => "---|").join("")}`,
    row("fine-tuned, training images/s", faster(rate("fine-tuned"))),
    row("scratch, training images/s", faster(rate("scratch"))),
    row(
      "JPEG to features, images/s",
      faster((result) => result.jpegToFeaturesPerSecond),
    ),
    row("all four methods, wall time", (other) => ratio(first.seconds, other.seconds)),
    row("peak memory", (other) => ratio(first.peakMemoryMB, other.peakMemoryMB)),
    "",
    "Of wall time and memory, less than 1 is better; of images/s, more.",
    "",
  ];
}

/** Reads a method's images/s in training off an engine's figures. */
function rate(method) {
  return ({ methods }) => methods.find((entry) => entry.method === method)?.imagesPerSecond ?? null;
}

function startupTable({ help, toTraining }) {
  return [
    "## Start",
    "",
    "| | seconds |",
    "|---|---|",
    `| \`trainer --help\`, whole process, median of 5 | ${help} |`,
    ...toTraining.map(
      ({ engine, seconds }) =>
        `| \`trainer run\` to the first training batch, data cached, ${engine} | ${seconds} |`,
    ),
    "",
  ];
}

function ratio(a, b) {
  return a === null || b === null ? "–" : (a / b).toFixed(2);
}

function shown(value) {
  return value === null ? "–" : value.toFixed(1);
}
