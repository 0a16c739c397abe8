import { Readable } from "node:stream";
import { openArtifact, readArtifact } from "@graft/db";
import { graftHome } from "@graft/db/home";
import { load } from "@/server/database";
import { parseHash, parseId, plainAnswer, saveAs, unavailable } from "@/server/http";

interface Context {
  readonly params: Promise<{ id: string; hash: string }>;
}

/**
 * `GET /api/runs/3/artifacts/9f86d0…`: a file that run 3 made, to be saved.
 *
 * The hash is looked up among the run's artifacts; no address ever names a file. Whatever it is, it is sent as
 * bytes to save: an SVG or a page that a run wrote is never opened from here.
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id, hash } = await params;
  const [runId, sha256] = [parseId(id), parseHash(hash)];
  if (runId === null || sha256 === null) {
    return plainAnswer(404, "An artifact is named by its run and its 64-digit content hash.");
  }
  const found = await load((db) => readArtifact(db, { runId, sha256 }));
  if (!found.ok) return unavailable(found.error);
  const file = found.value && (await openArtifact(graftHome(), found.value));
  if (!found.value || !file) return plainAnswer(404, "There is no such artifact.");
  // The stream closes the file, also when the browser goes.
  const body = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: saveAs(found.value.name) });
}
