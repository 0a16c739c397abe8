import * as z from "zod";
import { plainLine } from "./names.ts";

/** No net was trained on values beyond these: the largest customary range is that of 16-bit images. */
const MAX_VALUE = 65_536;
const MIN_WIDTH = 0.01;

const range = z
  .tuple([z.number(), z.number()])
  .superRefine(([low, high], context) => {
    const fault = rangeFault(low, high);
    if (fault) context.addIssue({ code: "custom", message: fault });
  })
  .describe("What pixel values 0 and 255 are mapped to.");

function rangeFault(low: number, high: number): string | null {
  const found = `[${low}, ${high}]`;
  const usual = "usual ranges are [-1, 1], [0, 1] and [0, 255]";
  if (low > high) {
    return `${found} is reversed: the first value, for black, must be below the second, for white`;
  }
  if (high - low < MIN_WIDTH) {
    return `${found} would make all images alike: the first value must be below the second by ${MIN_WIDTH} or more; ${usual}`;
  }
  if (Math.max(-low, high) <= MAX_VALUE) return null;
  return `${found} is far beyond what a net is trained on (${-MAX_VALUE} to ${MAX_VALUE}); ${usual}`;
}

const cut = plainLine
  .default("auto")
  .describe('Layer whose output feeds the head; "auto" is the last one before the classifier.');

/** The net that Graft ships: pretrained by itself on images that it drew. */
const BuiltInBackbone = z.strictObject({ kind: z.literal("built-in"), cut });

/** A model on this machine. */
const FileBackbone = z.strictObject({
  kind: z.literal("file"),
  path: plainLine.describe("The model.json of a tfjs LayersModel."),
  inputRange: range
    .optional()
    .describe(
      "What pixel values 0 and 255 are mapped to; default: what the net's own scaling layer expects, else [-1, 1].",
    ),
  cut,
});

/** What may be fetched: https, or plain http from this machine itself. No user names, no fragments. */
const ADDRESS =
  /^(?:https:\/\/[^\s/?#@\\]+|http:\/\/(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?)\/[^\s#\\]*$/;

/** The address of a model.json that Graft downloads. Its parameters may hold a token: see `redactAddresses`. */
export const ModelUrl = z.string().max(2000).regex(ADDRESS, {
  error: "the https address of a model.json (plain http only on this machine)",
});

/** A model on a server: downloaded once, then read from the user's cache. */
const UrlBackbone = z.strictObject({
  kind: z.literal("url"),
  url: ModelUrl.describe("Address of the model.json of a tfjs LayersModel; https."),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: "64 hexadecimal digits in lower case" })
    .optional()
    .describe(
      "Of model.json and its weight files, one after the other. Without it the first download is trusted, and every later use must be the same.",
    ),
  inputRange: range
    .optional()
    .describe(
      "What pixel values 0 and 255 are mapped to; default: what the net's own scaling layer expects, or the catalogue says of this address, else [-1, 1].",
    ),
  cut,
});

/** A pretrained net, its classifier may still be on. */
export const BackboneConfig = z.discriminatedUnion("kind", [
  BuiltInBackbone,
  FileBackbone,
  UrlBackbone,
]);
export type BackboneConfig = z.output<typeof BackboneConfig>;
export type BackboneConfigOf<K extends BackboneConfig["kind"]> = Extract<
  BackboneConfig,
  { kind: K }
>;
