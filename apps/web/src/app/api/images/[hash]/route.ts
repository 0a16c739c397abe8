import { AppError } from "@graft/core/errors";
import { readPreview } from "@graft/db";
import { getDb } from "@/server/db";
import { parseHash } from "@/server/ids";
import { plainAnswer } from "@/server/plain-answer";

interface Context {
  readonly params: Promise<{ hash: string }>;
}

/**
 * The picture with this content hash, re-encoded as WebP by the trainer.
 *
 * The hash is looked up in the database; no address ever names a file. The same hash is always the same
 * picture, so a browser need never ask again.
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const hash = parseHash((await params).hash);
  if (hash === null) return plainAnswer(404, "A picture is named by its 64-digit content hash.");
  try {
    const preview = await readPreview(await getDb(), hash);
    if (preview === null) return plainAnswer(404, "There is no such picture.");
    return new Response(preview, {
      headers: {
        "Content-Type": "image/webp",
        "Cache-Control": "private, max-age=31536000, immutable",
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return plainAnswer(503, `${error.message} ${error.hint}`);
  }
}
