import { createHash } from "node:crypto";
import { createRng, deriveSeed, type Rng } from "@graft/core/analysis/random";
import { type Db, registerDataset, registerSplit } from "@graft/db";
import sharp from "sharp";

/** A data set in the database, with the data that made-up runs need. */
export interface DemoDataset {
  readonly id: number;
  readonly classNames: readonly string[];
  /** By position. */
  readonly imageIds: readonly number[];
  readonly labels: readonly number[];
  readonly hashes: readonly string[];
}

/** Stores `perClass` made-up images of each class; the images follow from the name alone. */
export async function seedDataset(
  db: Db,
  { name, classNames, perClass }: { name: string; classNames: readonly string[]; perClass: number },
): Promise<DemoDataset> {
  const labels = classNames.flatMap((_, label) => Array<number>(perClass).fill(label));
  const previews = await Promise.all(
    labels.map((label, position) => drawImage(classNames[label] ?? "drawing", position)),
  );
  const hashes = previews.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const { datasetId, imageIds } = await registerDataset(db, {
    name,
    kind: "folder",
    fingerprint: createHash("sha256").update(hashes.join()).digest("hex"),
    classes: classNames,
    images: hashes.map((hash, position) => ({
      hash,
      label: labels[position] ?? 0,
      source: `${classNames[labels[position] ?? 0]}/${String(position).padStart(4, "0")}.jpg`,
      width: 160,
      height: 160,
      bytes: previews[position]?.length ?? 0,
    })),
    preview: async (position) => previews[position] ?? new Uint8Array(),
  });
  return { id: datasetId, classNames, imageIds, labels, hashes };
}

export interface DemoSplit {
  readonly id: number;
  readonly repeat: number;
  /** Positions of the test images. */
  readonly test: readonly number[];
}

/** Takes every third image for testing, shifted by the repeat, so that repeats have other test images. */
export async function seedSplit(db: Db, dataset: DemoDataset, repeat: number): Promise<DemoSplit> {
  const isTest = (position: number) => position % 3 === repeat % 3;
  const id = await registerSplit(db, {
    datasetId: dataset.id,
    imageIds: dataset.imageIds,
    hashes: dataset.hashes,
    seed: 1 + repeat,
    repeat,
    parts: dataset.imageIds.map((_, position) => (isTest(position) ? "test" : "train")),
  });
  return { id, repeat, test: [...dataset.imageIds.keys()].filter(isTest) };
}

const SIDE = 160;

/** A made-up test image as WebP: flat shapes with ink lines for a drawing, soft light for a photo. */
export async function drawImage(kind: string, seed: number): Promise<Uint8Array> {
  const rng = createRng(deriveSeed(seed, "picture", kind));
  const svg = kind === "photo" ? softScene(rng) : inkScene(rng, kind === "sketch");
  const image = sharp(Buffer.from(svg));
  const finished = kind === "photo" ? image.blur(1.2).modulate({ saturation: 0.8 }) : image;
  return await finished.webp({ quality: 82 }).toBuffer();
}

/** Sky, ground and some blurred things between. */
function softScene(rng: Rng): string {
  const hue = Math.floor(rng() * 360);
  const horizon = 70 + rng() * 50;
  const things = Array.from({ length: 6 }, () => {
    const [x, y, r] = [rng() * SIDE, horizon + (rng() - 0.4) * 50, 10 + rng() * 28];
    const color = `hsl(${(hue + rng() * 120) % 360} ${25 + rng() * 35}% ${25 + rng() * 40}%)`;
    return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * (0.6 + rng())}" fill="${color}" filter="url(#soft)"/>`;
  });
  return frame(`
    <defs>
      <linearGradient id="sky" x2="0" y2="1">
        <stop stop-color="hsl(${hue} 45% 70%)"/><stop offset="1" stop-color="hsl(${hue + 30} 30% 88%)"/>
      </linearGradient>
      <linearGradient id="ground" x2="0" y2="1">
        <stop stop-color="hsl(${hue + 90} 22% 45%)"/><stop offset="1" stop-color="hsl(${hue + 80} 25% 22%)"/>
      </linearGradient>
      <filter id="soft"><feGaussianBlur stdDeviation="3"/></filter>
    </defs>
    <rect width="${SIDE}" height="${SIDE}" fill="url(#sky)"/>
    <rect y="${horizon}" width="${SIDE}" height="${SIDE}" fill="url(#ground)"/>
    ${things.join("")}`);
}

/** A few flat shapes with outlines on paper; a sketch has the outlines only. */
function inkScene(rng: Rng, linesOnly: boolean): string {
  const paper = linesOnly ? "#fbfaf6" : `hsl(${rng() * 360} 60% 92%)`;
  const shapes = Array.from({ length: 4 }, () => {
    const [x, y, r] = [20 + rng() * 120, 20 + rng() * 120, 14 + rng() * 30];
    const fill = linesOnly ? "none" : `hsl(${rng() * 360} 70% 60%)`;
    const corners = 3 + Math.floor(rng() * 4);
    const points = Array.from({ length: corners }, (_, i) => {
      const angle = (i / corners) * 2 * Math.PI + rng();
      return `${x + r * Math.cos(angle)},${y + r * Math.sin(angle)}`;
    });
    const look = `fill="${fill}" stroke="#222" stroke-width="3" stroke-linejoin="round"`;
    return rng() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${r}" ${look}/>`
      : `<polygon points="${points.join(" ")}" ${look}/>`;
  });
  const stroke = `<path d="M10 ${rng() * SIDE} Q ${rng() * SIDE} ${rng() * SIDE} 150 ${rng() * SIDE}" fill="none" stroke="#222" stroke-width="2.5"/>`;
  return frame(
    `<rect width="${SIDE}" height="${SIDE}" fill="${paper}"/>${shapes.join("")}${stroke}`,
  );
}

function frame(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}">${content}</svg>`;
}
