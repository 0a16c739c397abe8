import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** SHA-256 over names and contents of files and folders below `base`; tests and generated files do not count. */
export function fingerprint(base, inputs) {
  const hash = createHash("sha256").update(process.version);
  for (const input of inputs) {
    for (const file of filesUnder(path.join(base, input))) {
      const content = readFileSync(file);
      hash.update(`${path.relative(base, file)}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place)
    .filter((name) => !/\.test\.tsx?$/.test(name) && name !== "generated" && name !== "testing")
    .sort()
    .flatMap((name) => filesUnder(path.join(place, name)));
}
