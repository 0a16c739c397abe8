import type { Db } from "@graft/db";
import type { NextApiRequest, NextApiResponse } from "next";
import { load } from "./load.ts";
import { saveAs } from "./save-as.ts";

/** A file that is made from components, which only a route in `pages/` can render to text. */
interface MadeFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

interface FileRequest {
  readonly request: NextApiRequest;
  readonly response: NextApiResponse;
  /** What the file is made from; null where the request names nothing. */
  readonly make: ((db: Db) => Promise<MadeFile | null>) | null;
  /** Said where there is nothing of the kind. */
  readonly missing: string;
}

/** Answers with a file to be saved, or with a sentence that says why there is none. */
export async function answerFile({ request, response, make, missing }: FileRequest): Promise<void> {
  const say = (status: 404 | 405 | 503, text: string) =>
    response
      .status(status)
      .setHeader("Content-Type", "text/plain; charset=utf-8")
      .setHeader("Cache-Control", "no-store")
      .send(`${text}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "This is only read.");
  if (!make) return say(404, missing);
  const made = await load(make);
  if (!made.ok) return say(503, `${made.error.message} ${made.error.hint}`);
  if (!made.value) return say(404, missing);
  const { name, type, text } = made.value;
  for (const [header, value] of Object.entries(saveAs(name, type)))
    response.setHeader(header, value);
  response.send(text);
}
