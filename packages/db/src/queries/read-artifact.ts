import type { DbClient } from "../open-db.ts";
import type { Artifact } from "./find-runs.ts";

/** An artifact of a run by its hash; null where that run made no such file. */
export async function readArtifact(
  db: DbClient,
  { runId, sha256 }: { runId: number; sha256: string },
): Promise<Artifact | null> {
  return await db.artifact.findFirst({
    where: { runId, sha256 },
    select: { kind: true, name: true, sha256: true, bytes: true },
  });
}
