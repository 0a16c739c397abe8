import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * SHA-256 over names and contents of files and folders below `base`. Tests do not count, and files in
 * folders named `generated` only with `options.generated`.
 */
export function fingerprint(base, inputs, { generated = false } = {}) {
  const hash = createHash("sha256").update(process.version);
  for (const input of inputs) {
    for (const file of filesUnder(path.join(base, input), generated)) {
      const content = readFileSync(file);
      hash.update(`${path.relative(base, file)}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

function filesUnder(place, generated) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place)
    .filter((name) => !/\.test\.tsx?$/.test(name) && name !== "testing")
    .filter((name) => generated || name !== "generated")
    .sort()
    .flatMap((name) => filesUnder(path.join(place, name), generated));
}
