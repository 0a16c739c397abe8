import { visibleName } from "@graft/core/contract";
import { removeView, saveView } from "@graft/db";
import { z } from "zod";
import { change } from "@/server/routes";

const ViewChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("save"), name: visibleName(100), query: z.string().max(4000) }),
  z.strictObject({ kind: z.literal("remove"), name: z.string().trim().min(1).max(100) }),
]);

/** `POST /api/views`: keeps a view of the table of runs under a name, or forgets it. */
export async function POST(request: Request): Promise<Response> {
  return await change(request, ViewChange, async (db, wanted) => {
    if (wanted.kind === "remove") await removeView(db, wanted.name);
    else await saveView(db, { name: wanted.name, query: wanted.query });
  });
}
