// node --import tsx open-and-count.ts DATABASE MODE [GATE]: opens it, once the file GATE is there, and counts the runs.
import { existsSync } from "node:fs";
import { AppError } from "@graft/core/contract/errors";
import { closeDb, openDb } from "../../open-db.ts";

const [path, mode, gate] = process.argv.slice(2);
if (gate !== undefined) {
  process.stdout.write("ready, ");
  // Several processes wait here, so that they open it at the same moment.
  while (!existsSync(gate)) {}
}
try {
  const db = await openDb({ path, mode: mode === "read-only" ? mode : "read-write" });
  process.stdout.write(`${await db.run.count()} runs`);
  await closeDb(db);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(`${error.code} ${error.message}`);
}
