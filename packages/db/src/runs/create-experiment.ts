import { createHash } from "node:crypto";
import { inTransaction } from "../in-transaction.ts";
import type { Db } from "../open-db.ts";
import { journalOf } from "../rescue/journal.ts";
import { sortedJson } from "./sorted-json.ts";

export interface ExperimentRecord {
  readonly name: string;
  /** The resolved config; stored as JSON. */
  readonly config: unknown;
  readonly datasetId: number;
  /** Images that could not be read and were left out. */
  readonly numSkipped?: number;
}

/**
 * Stores an experiment, or finds the one with the same name, config and data set, and gives its id;
 * safe if two processes come at the same time. The images left out are those of the latest time.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function createExperiment(db: Db, experiment: ExperimentRecord): Promise<number> {
  const { name, config, datasetId, numSkipped = 0 } = experiment;
  const configHash = createHash("sha256").update(sortedJson(config)).digest("hex");
  const id = await inTransaction(db, async (tx) => {
    const stored = await tx.experiment.findUnique({
      where: { datasetId_name_configHash: { datasetId, name, configHash } },
      select: { id: true, numSkipped: true },
    });
    if (stored) {
      const { id } = stored;
      if (stored.numSkipped !== numSkipped) {
        await tx.experiment.update({ where: { id }, data: { numSkipped } });
      }
      return id;
    }
    const { id } = await tx.experiment.create({
      data: { name, config: JSON.stringify(config), configHash, datasetId, numSkipped },
    });
    return id;
  });
  journalOf(db)?.registered.experiments.set(id, experiment);
  return id;
}
