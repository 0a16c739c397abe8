import { datasetTables } from "@/features/export/dataset-tables";
import { parseId, plainAnswer } from "@/server/http";
import { answerTable } from "@/server/routes";

interface Context {
  readonly params: Promise<{ id: string; file: string }>;
}

/** `GET /api/export/datasets/1/images.csv`: a table of data set 1; `opinions.csv?image=5` is of one of its images. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id, file } = await params;
  const datasetId = parseId(id);
  if (datasetId === null) return plainAnswer(404, "There is no such data set.");
  const imageId = parseId(new URL(request.url).searchParams.get("image") ?? "");
  const place = imageId === null ? `dataset-${datasetId}` : `image-${imageId}`;
  return await answerTable({ file, place }, datasetTables(datasetId, imageId));
}
