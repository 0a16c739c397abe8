import { nameFault, visibleName } from "@graft/core/contract";
import { z } from "zod";

const LONGEST_NOTE = 10_000;

/** A new name; an empty one takes the name away. */
const Name = z.union([z.string().trim().length(0), visibleName(100)]);
const Tag = visibleName(50);
/** A tag that is there, however it came there. */
const KnownTag = z.string().trim().min(1).max(200);
/** Several lines of text that can be seen. */
const NoteText = z
  .string()
  .max(LONGEST_NOTE)
  .superRefine((text, context) => {
    for (const line of text.split(/\r\n|[\r\n\t]/)) {
      const fault = line.trim() === "" ? null : nameFault(line, LONGEST_NOTE);
      if (fault) context.addIssue({ code: "custom", message: fault });
    }
  });

/** What somebody may change about runs; what they logged is never among it. */
export const RunChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rename"), name: Name }),
  /** An empty note takes the note away. Earlier notes are kept. */
  z.strictObject({ kind: z.literal("note"), text: NoteText }),
  z.strictObject({ kind: z.literal("tag"), name: Tag }),
  z.strictObject({ kind: z.literal("untag"), name: KnownTag }),
  z.strictObject({ kind: z.literal("pin") }),
  z.strictObject({ kind: z.literal("unpin") }),
  z.strictObject({ kind: z.literal("archive") }),
  z.strictObject({ kind: z.literal("unarchive") }),
  /** Into the bin: hidden, with everything it logged. */
  z.strictObject({ kind: z.literal("delete") }),
  z.strictObject({ kind: z.literal("restore") }),
  /** Out of the bin, for good. */
  z.strictObject({ kind: z.literal("purge") }),
  /** Asks the trainer to stop at its next batch. */
  z.strictObject({ kind: z.literal("stop") }),
]);
export type RunChange = z.output<typeof RunChange>;

/** Which runs, and what to change about them. */
export const RunChangeRequest = z.strictObject({
  ids: z.array(z.int().positive()).min(1).max(1000),
  change: RunChange,
});
