// node --import tsx open-and-count.ts DATABASE MODE TIME: opens it at TIME (ms since 1970) and counts the runs.
import { AppError } from "@graft/core/errors";
import { closeDb, openDb } from "../../open-db.ts";

const [path, mode, time] = process.argv.slice(2);
// Every process is loaded by then, so that they open at the same moment.
while (Date.now() < Number(time)) {}
try {
  const db = await openDb({ path, mode: mode === "read-only" ? mode : "read-write" });
  process.stdout.write(`${await db.run.count()} runs`);
  await closeDb(db);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(`${error.code} ${error.message}`);
}
