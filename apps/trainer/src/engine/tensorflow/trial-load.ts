import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { InstalledTensorFlow } from "./installed-tensorflow.ts";

const Answer = z.object({
  version: z.string(),
  gpu: z.boolean(),
  /** What the dynamic linker said of each library that does not load beforehand. */
  unloaded: z.array(z.string()),
});
export type TrialLoad = z.output<typeof Answer> | { readonly problem: string };

const SCRIPT = `
const [loader, binding, ...libraries] = process.argv.slice(1);
let left = loader ? libraries : [];
let unloaded = [];
for (let before = -1; left.length !== before; ) {
  before = left.length;
  const answers = left.map((path) => [path, require(loader).load(path)]).filter(([, no]) => no);
  [left, unloaded] = [answers.map(([path]) => path), answers.map(([, no]) => no)];
}
const { TF_Version: version, isUsingGpuDevice } = require(binding);
console.log(JSON.stringify({ version, gpu: isUsingGpuDevice(), unloaded }));
`;

/** A GPU of an architecture that TensorFlow was not built for has its code translated first. */
const PATIENCE_MS = 3_600_000;

/** Loads the binding in a process of its own; a crash there, even of the process, is an answer. */
export async function trialLoad({ folder, manifest }: InstalledTensorFlow): Promise<TrialLoad> {
  const absolute = (path: string): string => `${folder}/${path}`;
  const { loaderFile, bindingFile, preload } = manifest;
  const loader = loaderFile ? absolute(loaderFile) : "";
  const args = ["-e", SCRIPT, loader, absolute(bindingFile), ...preload.map(absolute)];
  try {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" };
    const options = { env, timeout: PATIENCE_MS };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return Answer.parse(JSON.parse(stdout));
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** The dynamic linker's sentence from Node's report of the error, or how the process ended. */
function problemOf(error: unknown): string {
  const { stderr, signal, killed, message } = error as {
    stderr?: string;
    signal?: string;
    /** By us, at the end of our patience. */
    killed?: boolean;
    message: string;
  };
  if (killed) return `it was not loaded after ${PATIENCE_MS / 60_000} minutes`;
  const line = /^(?:\w*Error): (.+)$/m.exec(stderr ?? "")?.[1];
  if (line) return line;
  return signal ? `the process was ended by ${signal}` : (message.split("\n")[0] ?? message);
}
