// Fills $GRAFT_HOME for the benchmark: `tsx apps/web/bench/seed.ts [runs] [points] [long curve]`.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { closeDb, openDb } from "@graft/db";
import { dbPath, graftHome } from "@graft/db/home";
import { FULL_SIZE, seedBench } from "./bench-runs.ts";

const [runs = FULL_SIZE.runs, points = FULL_SIZE.points, longCurve = FULL_SIZE.longCurve] =
  process.argv.slice(2).map(Number);
const started = performance.now();
const db = await openDb({ path: dbPath() });
const longRun = await seedBench(db, { runs, points, longCurve }, (done) => {
  if (done % 50 === 0) process.stderr.write(`${done} of ${runs} runs\n`);
});
await closeDb(db);
const seconds = Math.round((performance.now() - started) / 1000);
const about = { runs, points, longCurve, longRun, seconds };
writeFileSync(path.join(graftHome(), "bench.json"), `${JSON.stringify(about)}\n`);
process.stderr.write(`Filled in ${seconds} s.\n`);
