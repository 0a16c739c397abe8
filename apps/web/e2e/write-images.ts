import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drawImage } from "../src/testing/demo-dataset.ts";

/** Writes a data set of photographs and drawings below `folder`, in `images`. */
export async function writeImages(folder: string, perClass: number): Promise<void> {
  for (const kind of ["photo", "drawing"]) {
    const place = path.join(folder, "images", kind);
    mkdirSync(place, { recursive: true });
    for (let seed = 0; seed < perClass; seed++) {
      writeFileSync(path.join(place, `${seed}.webp`), await drawImage(kind, seed));
    }
  }
}
