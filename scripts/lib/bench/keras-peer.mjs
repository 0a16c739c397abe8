import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { round } from "./machine.mjs";

/** What the peer's script imports. TensorFlow is the version whose libraries `trainer backend install` takes. */
const PACKAGES = ["tensorflow-cpu==2.21.0", "keras", "scikit-learn", "pillow"];

/**
 * The same four methods in Keras and scikit-learn, on the same images, in a Python environment that pip
 * makes once and that is kept in the user's cache.
 *
 * @param {{script: string, shared: string, epochs: number, seed: number}} peer
 * @returns {Promise<object>} Figures under the names that `summarise` uses.
 * @throws {Error} with what pip or Python said.
 */
export async function runKerasPeer({ script, shared, epochs, seed }) {
  const env = { ...process.env, PYTHONPATH: await pythonWithKeras() };
  const output = await execute("python3", [script, shared, String(epochs), String(seed)], env);
  const result = JSON.parse(output.trim().split("\n").at(-1));
  const { frozen_features, raw_pixels, fine_tuned, scratch } = result;
  const featuresPerSecond = frozen_features.features_img_per_s;
  const decodePerSecond = 300 / result.decode_300_s;
  return {
    engine: `keras ${result.keras}`,
    version: `tensorflow ${result.tf}`,
    detail: `${os.availableParallelism()} threads`,
    dataset: { name: "photo-vs-drawing", numImages: 300 },
    decodePerSecond: round(decodePerSecond),
    featuresPerSecond: round(featuresPerSecond),
    jpegToFeaturesPerSecond: round(1 / (1 / decodePerSecond + 1 / featuresPerSecond)),
    methods: [
      toMethod("fine-tuned", fine_tuned),
      toMethod("scratch", scratch),
      toMethod("raw-pixels", raw_pixels),
      toMethod("frozen-features", frozen_features),
    ],
    seconds: round(result.total_s),
    // The script reports getrusage's KiB in MiB.
    peakMemoryMB: Math.round((result.peak_rss_mb * 2 ** 20) / 1e6),
  };
}

function toMethod(method, { s, train_img_per_s, acc }) {
  const imagesPerSecond = train_img_per_s === undefined ? null : round(train_img_per_s);
  return { method, repeat: 0, seconds: round(s), imagesPerSecond, accuracy: acc };
}

/** Made in a folder beside its place and moved there whole: what is there is complete. */
async function pythonWithKeras() {
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  const home = path.join(cache, "graft/bench-keras-2.21.0");
  if (!existsSync(home)) {
    process.stderr.write("  setting up Keras with pip …\n");
    mkdirSync(path.dirname(home), { recursive: true });
    const made = mkdtempSync(`${home}.`);
    try {
      const options = ["--quiet", "--retries", "0", "--disable-pip-version-check"];
      const pip = ["-m", "pip", "install", ...options, "--target", made, ...PACKAGES];
      await execute("python3", pip);
      renameSync(made, home);
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  }
  return home;
}

/** @returns {Promise<string>} Its standard output. */
async function execute(command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  const [status] = await once(child, "close");
  if (status === 0) return output;
  throw new Error(`${command} ${args.slice(0, 3).join(" ")} …: ${complaint.trim().slice(-500)}`);
}
