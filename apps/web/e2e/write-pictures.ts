import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drawPicture } from "../src/testing/draw-picture.ts";

/** Writes a data set of photographs and drawings below `folder`, in `pictures`. */
export async function writePictures(folder: string, perClass: number): Promise<void> {
  for (const kind of ["photo", "drawing"]) {
    const place = path.join(folder, "pictures", kind);
    mkdirSync(place, { recursive: true });
    for (let seed = 0; seed < perClass; seed++) {
      writeFileSync(path.join(place, `${seed}.webp`), await drawPicture(kind, seed));
    }
  }
}
