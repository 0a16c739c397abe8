const METHODS = ["fine-tuned", "scratch"];

/**
 * The GPU page as Markdown: speed beside the processor's, and whether both say the same.
 *
 * @param {{machine: object, reference: object, gpus: {result: object, agreement: object[]}[]}} report
 *   Figures as `summarise` makes them.
 */
export function gpuReport({ machine, reference, gpus }) {
  const { date, commit, node, platform, cpu, cores, memoryGiB, gpu } = machine;
  const lines = [
    "# On a GPU",
    "",
    `${date}, commit ${commit}, Node ${node}, ${platform}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ` +
      `${gpu ?? "no NVIDIA GPU"}.`,
    "",
    "| | engine | fine-tuned, images/s | scratch, images/s | frozen net, images/s | all methods, s |",
    "|---|---|---|---|---|---|",
    row("processor", reference),
    ...gpus.map(({ result }) => row("GPU", result)),
    "",
  ];
  for (const { result, agreement } of gpus) lines.push(...section(reference, result, agreement));
  return `${lines.join("\n").trimEnd()}\n`;
}

function row(name, result) {
  const rates = METHODS.map((method) => shown(rateOf(result, method)));
  const { engine, version, detail, featuresPerSecond, seconds } = result;
  const described = `${engine} ${version} (${detail})`;
  return `| ${name} | ${described} | ${rates.join(" | ")} | ${shown(featuresPerSecond)} | ${seconds} |`;
}

function section(reference, result, agreement) {
  const faster = METHODS.map((method) => [method, ratio(result, reference, method)]);
  const features = quotient(result.featuresPerSecond, reference.featuresPerSecond);
  return [
    `## ${result.engine}`,
    "",
    `Faster than the processor: ${faster.map(([method, times]) => `${method} ${times} x`).join(", ")}, ` +
      `frozen net ${features} x; all methods together ${quotient(reference.seconds, result.seconds)} x.`,
    "",
    "| method | test images | of the same class | largest difference of a probability |",
    "|---|---|---|---|",
    ...agreement.map(
      ({ method, images, same, largestDifference }) =>
        `| ${method} | ${images} | ${same} | ${largestDifference.toFixed(4)} |`,
    ),
    "",
  ];
}

function rateOf({ methods }, method) {
  return methods.find((entry) => entry.method === method)?.imagesPerSecond ?? null;
}

function ratio(result, reference, method) {
  return quotient(rateOf(result, method), rateOf(reference, method));
}

function quotient(a, b) {
  return a === null || b === null ? "–" : (a / b).toFixed(1);
}

function shown(value) {
  return value === null ? "–" : value.toFixed(1);
}
