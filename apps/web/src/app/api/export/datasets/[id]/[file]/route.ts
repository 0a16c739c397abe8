import { imagesTable } from "@/features/export/tables/images";
import { answerTable } from "@/server/export-answer";
import { parseId } from "@/server/ids";
import { plainAnswer } from "@/server/plain-answer";

interface Context {
  readonly params: Promise<{ id: string; file: string }>;
}

/** `GET /api/export/datasets/1/images.csv`: the pictures of data set 1. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id, file } = await params;
  const datasetId = parseId(id);
  if (datasetId === null) return plainAnswer(404, "There is no such data set.");
  return await answerTable(
    { file, place: `dataset-${datasetId}` },
    { images: (db) => imagesTable(db, datasetId) },
  );
}
