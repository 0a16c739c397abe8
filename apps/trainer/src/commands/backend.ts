import { lstatSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { SOURCES } from "../engine/tensorflow/install/requirements.ts";

/** `trainer backend install | remove`: the native engines, which are optional and not in the project. */
export function backendCommand(): Command {
  const command = new Command("backend").description(
    "install or remove the native TensorFlow engine, which is faster than the built-in WebAssembly one",
  );
  command
    .command("install")
    .description("download TensorFlow and build its binding, in a folder of its own")
    .option("--gpu", "the build for NVIDIA GPUs")
    .addOption(
      new Option("--from <source>", "where TensorFlow comes from")
        .choices(SOURCES)
        .default("auto", "wheel, then official"),
    )
    .addHelpText("after", WHERE)
    .action(install);
  command
    .command("remove")
    .description("undo the installation")
    .option("--gpu", "the build for NVIDIA GPUs")
    .action(remove);
  return command;
}

const WHERE = `
wheel      the libraries of TensorFlow's Python package; needs pip and a C++ compiler
official   the npm package's own download of an older TensorFlow; needs neither
The folder is $GRAFT_BACKENDS, else graft/backends in $XDG_CACHE_HOME or ~/.cache.`;

async function install(options: { gpu?: true; from: (typeof SOURCES)[number] }): Promise<void> {
  const { installTensorFlow } = await import("../engine/tensorflow/install/install-tensorflow.ts");
  const { installError } = await import("../engine/tensorflow/install/requirements.ts");
  const controller = new AbortController();
  const stop = (): void => {
    const hint = "A finished download is kept for the next attempt; `remove` deletes it.";
    controller.abort(installError("Stopped; nothing was installed.", hint));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const started = performance.now();
  const { folder, manifest } = await installTensorFlow({
    kind: options.gpu ? "gpu" : "cpu",
    from: options.from,
    signal: controller.signal,
    onStep: (step) => console.log(`${step} …`),
    show: process.stderr.isTTY,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  // Links count as what they are, not as the libraries they lead to.
  const bytes = Object.keys(manifest.files)
    .map((path) => lstatSync(join(folder, path)).size)
    .reduce((sum, size) => sum + size, 0);
  console.log(
    `TensorFlow ${manifest.tensorflow} is ready (${seconds} s, ${Math.round(bytes / 1e6)} MB in ${folder}).`,
  );
}

async function remove(options: { gpu?: true }): Promise<void> {
  const { removeTensorFlow } = await import("../engine/tensorflow/install/install-tensorflow.ts");
  const removed = await removeTensorFlow(options.gpu ? "gpu" : "cpu");
  for (const folder of removed) console.log(`Removed ${folder}`);
  if (removed.length === 0) console.log("Nothing to remove.");
}
