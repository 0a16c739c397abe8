import os from "node:os";
import { asTyped } from "@graft/core/contract/commands";
import { AppError } from "@graft/core/contract/errors";
import { closeDb, listRuns, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import pc from "picocolors";
import { type EngineProbe, probeEngines } from "../engine/open-engine.ts";

interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly database: { readonly path: string; readonly state: string; readonly ok: boolean };
  readonly engines: readonly EngineProbe[];
}

/** `trainer doctor`: what was found, and for what is missing how to get it. */
export async function doctorCommand(options: { json?: true }): Promise<void> {
  const diagnosis: Diagnosis = {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.cpus().length,
    memoryGiB: Number((os.totalmem() / 2 ** 30).toFixed(1)),
    database: await diagnoseDatabase(),
    engines: await probeEngines(),
  };
  if (options.json) console.log(JSON.stringify(diagnosis));
  else print(diagnosis);
  const canTrain = diagnosis.database.ok && diagnosis.engines.some((engine) => engine.available);
  process.exitCode = canTrain ? 0 : 1;
}

async function diagnoseDatabase(): Promise<Diagnosis["database"]> {
  const path = dbPath();
  try {
    const db = await openDb({ path });
    try {
      const [newest] = await listRuns(db, { limit: 1 });
      return { path, ok: true, state: newest ? `newest run ${newest.id}` : "no runs yet" };
    } finally {
      await closeDb(db);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { path, ok: false, state: `${error.message} ${error.hint}` };
  }
}

function print({ database, engines, ...machine }: Diagnosis): void {
  line("Node", machine.node);
  line(
    "machine",
    `${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`,
  );
  line("database", `${mark(database.ok)} ${database.path} (${database.state})`);
  for (const engine of engines) {
    line(
      engine.name,
      `${mark(engine.available)} ${engine.version ?? ""} ${engine.reason}`.replaceAll("  ", " "),
    );
    if (!engine.available && engine.remedy) line("", `  ${engine.remedy}`);
  }
}

function line(name: string, text: string): void {
  console.log(`${name.padEnd(16)}${asTyped(text, process.env)}`);
}

function mark(ok: boolean): string {
  return ok ? pc.green("ok") : pc.yellow("--");
}
