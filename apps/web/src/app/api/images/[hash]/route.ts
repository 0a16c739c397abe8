import { readPreview } from "@graft/db";
import { load } from "@/server/database";
import { parseHash, plainAnswer, unavailable } from "@/server/http";

interface Context {
  readonly params: Promise<{ hash: string }>;
}

/**
 * The image with this content hash, re-encoded as WebP by the trainer.
 *
 * The hash is looked up in the database; no address ever names a file. The same hash is always the same
 * image, so a browser need never ask again.
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const hash = parseHash((await params).hash);
  if (hash === null) return plainAnswer(404, "An image is named by its 64-digit content hash.");
  const preview = await load((db) => readPreview(db, hash));
  if (!preview.ok) return unavailable(preview.error);
  if (preview.value === null) return plainAnswer(404, "There is no such image.");
  return new Response(preview.value, {
    headers: {
      "Content-Type": "image/webp",
      "Cache-Control": "private, max-age=31536000, immutable",
    },
  });
}
