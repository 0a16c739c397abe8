#!/usr/bin/env node
import { asTyped, keptByNpm } from "@graft/core/contract/commands";
import { AppError } from "@graft/core/contract/errors";
import { Command } from "commander";
import { backboneCommand } from "./commands/backbone/index.ts";
import { backendCommand } from "./commands/backend.ts";
import { reportFailure } from "./commands/endings.ts";
import type { MeasureFlags } from "./commands/measure.ts";
import { hasOutputFailed, onClosedOutput } from "./commands/output.ts";
import type { PredictFlags } from "./commands/predict.ts";

/** As the person at the terminal types it: "npm run trainer --". */
const NAME = asTyped("pnpm trainer X", process.env).replace(/ X$/, "");

const program = new Command(NAME)
  .description(
    "Train four classifiers on one split of a small image set, and store what each one says.",
  )
  .showHelpAfterError(`(${NAME} --help shows every command)`)
  .enablePositionalOptions();

// Each command is loaded when it is asked for: `trainer list` need not load a tensor library.
program
  .command("run")
  .description("run an experiment file: train its methods and store the results")
  .requiredOption("-c, --config <file>", "the experiment file (JSON)")
  .option(
    "-s, --set <key=value...>",
    "change a setting, e.g. seed=2 or methods.scratch.epochs=4",
    collect,
    [],
  )
  .option("-m, --method <kind...>", "run only the methods of this kind", collect, [])
  .option("--json", "one JSON object per event on standard output")
  .action(async (options: { config: string; set: string[]; method: string[]; json?: true }) => {
    const { runCommand } = await import("./commands/run.ts");
    await runCommand(options);
  });

program
  .command("data")
  .description("show what an experiment would train on, and train nothing")
  .requiredOption("-c, --config <file>", "the experiment file (JSON)")
  .option("-s, --set <key=value...>", "change a setting, e.g. dataset.path=../other", collect, [])
  .option("--json", "everything as one JSON object on standard output")
  .action(async (options: { config: string; set: string[]; json?: true }) => {
    const { dataCommand } = await import("./commands/data.ts");
    await dataCommand(options);
  });

program
  .command("pretrain")
  .description("pretrain a backbone on drawn images: no data, no download")
  .requiredOption("-c, --config <file>", "the pretraining file (JSON)")
  .option("-s, --set <key=value...>", "change a setting, e.g. training.epochs=4", collect, [])
  .option("--json", "one JSON object per event on standard output")
  .action(async (options: { config: string; set: string[]; json?: true }) => {
    const { pretrainCommand } = await import("./commands/pretrain.ts");
    await pretrainCommand(options);
  });

program
  .command("schema")
  .description("print the JSON Schema of an experiment file")
  .action(async () => {
    const { schemaCommand } = await import("./commands/schema.ts");
    schemaCommand();
  });

program
  .command("list")
  .description("list the runs, newest first")
  .option("--json", "one JSON object per run on standard output")
  .option("-n, --limit <count>", "how many", "20")
  .action(async (options: { json?: true; limit: string }) => {
    const { listCommand } = await import("./commands/list.ts");
    await listCommand(options);
  });

program
  .command("measure [run]")
  .description("measure what a run said of its test images")
  .option("-p, --property <name...>", "only these properties, in full", collect, [])
  .option("--properties", "list what can be measured")
  .option("-t, --threshold <p>", "take no decision below this probability")
  .option(
    "--prior <class=p...>",
    "assume this frequency of a class instead of that in training",
    collect,
  )
  .option("--utility <true:predicted=u...>", "what a decision is worth; 1 right, 0 wrong", collect)
  .option("--intervals", "bootstrap 95% intervals of the single numbers")
  .option("--json", "as one JSON object")
  .action(async (run: string | undefined, options: MeasureFlags) => {
    const { measureCommand } = await import("./commands/measure.ts");
    await measureCommand(run, options);
  });

program
  .command("compare <runs...>")
  .description("test runs against each other: on the same images, or methods over several splits")
  .option("--json", "as one JSON object")
  .action(async (runs: string[], options: { json?: true }) => {
    const { compareCommand } = await import("./commands/compare.ts");
    await compareCommand(runs, options);
  });

program
  .command("predict <model> <paths...>")
  .description(
    "what a run's model says of image files, folders or patterns; - reads paths from standard input",
  )
  .option(
    "--coverage <percent>",
    "also the classes that remain possible, the true one among them this often",
  )
  .option("--explain <folder>", "write there, for each image, which parts spoke for its class")
  .option("--csv", "as CSV, with the probabilities of all classes")
  .option("--json", "one JSON object per image on standard output")
  .option("--device <name>", "auto, cpu, gpu, or an engine by name", "auto")
  .action(async (model: string, paths: string[], options: PredictFlags) => {
    const { predictCommand } = await import("./commands/predict.ts");
    await predictCommand(model, paths, options);
  });

program
  .command("export <run>")
  .description("a run's model as files for other programs, tested against the run")
  .requiredOption("--to <format>", "folder (for trainer predict), browser (a page) or onnx")
  .option("-o, --out <folder>", "folder to make; run-N-FORMAT by default")
  .option("--json", "as one JSON object")
  .action(async (run: string, options: { to: string; out?: string; json?: true }) => {
    const { exportCommand } = await import("./commands/export.ts");
    await exportCommand(run, options);
  });

program
  .command("recover [file]")
  .description("read a rescue file into the database, or make a damaged database sound again")
  .option("--json", "as one JSON object")
  .action(async (file: string | undefined, options: { json?: true }) => {
    const { recoverCommand } = await import("./commands/recover.ts");
    await recoverCommand(file, options);
  });

program
  .command("doctor")
  .description("show which engine, database, GPU and versions are found")
  .option("--json", "as one JSON object")
  .action(async (options: { json?: true }) => {
    const { doctorCommand } = await import("./commands/doctor.ts");
    await doctorCommand(options);
  });

program.addCommand(backboneCommand());
program.addCommand(backendCommand());

/** `--set a=1 b=2` and `--set a=1 --set b=2` mean the same. */
function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

function taken(name: string): string {
  return `npm took --${name} for an option of its own.`;
}

/** `npm run trainer run --config x.json` without the two dashes: npm keeps "--config". */
function requireOptions(): void {
  const commands = [program, ...program.commands.flatMap((one) => [one, ...one.commands])];
  const names = commands.flatMap(({ options }) => options.map((option) => option.name()));
  const kept = keptByNpm([...new Set(names)], process.env);
  const lost = kept.find((name) => name !== "json");
  const hint = `Write two dashes before the command, as in \`${NAME} list --json\`.`;
  if (lost !== undefined) {
    throw new AppError({ code: "CONFIG_INVALID", message: taken(lost), hint });
  }
  // npm has an option of this name, which a file of settings may hold, too.
  if (kept.length > 0 && !process.argv.includes("--json")) {
    process.stderr.write(`warning: ${taken("json")} ${hint}\n`);
  }
}

// A training without a reader is stopped by its command.
onClosedOutput(() => undefined);
try {
  requireOptions();
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
// The threads of an engine would keep the process alive: end it once everything is written.
await Promise.all([process.stdout, process.stderr].map(written));
if (hasOutputFailed()) process.exitCode = 1;
process.exit();

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
