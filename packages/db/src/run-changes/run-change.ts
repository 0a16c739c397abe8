import { z } from "zod";

const Name = z.string().trim().max(100, "A name has at most 100 characters.");
const Tag = z
  .string()
  .trim()
  .min(1, "A tag has at least one character.")
  .max(50, "A tag has at most 50 characters.");

/** What somebody may change about runs; what they logged is never among it. */
export const RunChange = z.discriminatedUnion("kind", [
  /** An empty name takes the name away. */
  z.strictObject({ kind: z.literal("rename"), name: Name }),
  /** An empty note takes the note away. Earlier notes are kept. */
  z.strictObject({ kind: z.literal("note"), text: z.string().max(10_000) }),
  z.strictObject({ kind: z.literal("tag"), name: Tag }),
  z.strictObject({ kind: z.literal("untag"), name: Tag }),
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
