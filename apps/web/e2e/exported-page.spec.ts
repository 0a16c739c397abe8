import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import { coverSquare } from "@graft/core/learning/model/cover-square";
import { readPredictions, type TestPrediction } from "@graft/db";
import { type TempDb, tempDb } from "@graft/db/testing";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawImage } from "../src/testing/demo-dataset.ts";
import { findChromium, findViolations, launch, type Visit, visit } from "./browser.ts";
import { startCommand, startTrainer, writeNet } from "./experiment.ts";

const SIDE = 32;
/** Names that would end a script, run one, or be tags. */
const CLASSES = [
  `</script><script>document.title="broken"</script>`,
  `<img src=x onerror="1">'&amp;`,
];
const METHODS = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"] as const;
const chromium = findChromium();

describe.skipIf(chromium === null)("the exported page, opened from disk in Chromium", () => {
  let browser: Browser;
  let temp: TempDb;
  /** Stored answers of each run, by the image's name. */
  const stored = new Map<number, Map<string, TestPrediction>>();

  beforeAll(async () => {
    browser = await launch(chromium ?? "");
    temp = await tempDb();
    const { home } = temp;
    await writeSquares(home);
    writeNet(home, SIDE);
    const trainer = startTrainer(home, "page", {
      dataset: { kind: "manifest", path: "list.csv", imageSize: SIDE },
      split: { train: 24, test: 12 },
      backbone: { kind: "file", path: "net/model.json" },
      // Half of the experiment is judged on both sides, the other half on one.
      methods: [
        { kind: "fine-tuned", epochs: 1, testFlip: true },
        { kind: "scratch", epochs: 1, testFlip: false },
        { kind: "raw-pixels", pixelSize: 8, folds: 2 },
        { kind: "frozen-features", folds: 2 },
      ],
      device: "wasm",
    });
    expect(await trainer.ended, trainer.output()).toBe(0);
    for (const at of METHODS.keys()) {
      const run = at + 1;
      const command = startCommand(home, "export", `${run}`, "--to", "browser", "--out", out(run));
      expect(await command.ended, command.output()).toBe(0);
      const predictions = await readPredictions(temp.db, run);
      stored.set(run, new Map(predictions.map((own) => [path.basename(own.source), own])));
    }
  });
  afterAll(async () => {
    await browser?.close();
    await temp?.dispose();
  });

  const out = (run: number) => path.join(temp.home, `page-${run}`);
  const fileOf = (name: string) => path.join(temp.home, "images", name);

  /** Opens a page without a network and waits for its model. */
  async function openPage(run: number, options: BrowserContextOptions = {}): Promise<Visit> {
    const seen = await visit(browser, { offline: true, ...options });
    await openIn(seen.page, run);
    return seen;
  }

  async function openIn(page: Page, run: number): Promise<void> {
    await page.addInitScript(recordShift);
    await page.goto(pathToFileURL(path.join(out(run), "index.html")).href);
    await expect.poll(() => statusOf(page)).toBe("Ready.");
  }

  test.each(METHODS.map((method, at) => [method, at + 1] as const))(
    "%s: judges the test images' files as the run did",
    async (_method, run) => {
      const { page, errors, close } = await openPage(run);
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      const predictions = stored.get(run)!;
      await choose(page, [...predictions.keys()].map(fileOf));
      await expect.poll(() => statusOf(page)).toBe("Judged 12 of 12 images.");
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save as CSV" }).click();
      const csv = readFileSync(await (await downloading).path(), "utf8");
      const lines = csv.trimEnd().split("\r\n").slice(1);
      expect(lines).toHaveLength(12);
      for (const line of lines) {
        const name = line.slice(0, line.indexOf(","));
        const { probabilities, predicted } = predictions.get(name)!;
        // The last columns: p of each class, seconds, and no error.
        const now = line.split(",").slice(-4, -2).map(Number);
        for (const [k, value] of probabilities.entries()) {
          expect(Math.abs(now[k]! - value), `${name}, class ${k}`).toBeLessThan(1e-4);
        }
        const row = page.getByRole("row").filter({ hasText: name });
        expect(await row.locator("td").nth(1).textContent()).toBe(classesOf(csv)[predicted]);
      }
      expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    },
  );

  test("class names stay text, and the page says how good the model is", async () => {
    const { page, close } = await openPage(1);
    expect(await page.title()).toBe("list");
    const bars = await page.locator("#bars .name").allTextContents();
    expect(bars.toSorted()).toEqual(CLASSES.toSorted());
    expect(await page.locator("main img").count()).toBe(0);
    const correct = [...stored.get(1)!.values()].filter((own) => own.predicted === own.trueLabel);
    const accuracy = ((correct.length / 12) * 100).toFixed(1);
    const about = await page.locator("#about").innerText();
    expect(about).toMatch(
      new RegExp(`Accuracy ${accuracy}% \\(95% interval [\\d.]+% to [\\d.]+%\\) on 12 test images`),
    );
    expect(about).toContain("Not one of these 12 images changed class");
    await close();
  });

  test.each([
    [1280, "light"],
    [390, "light"],
    [390, "dark"],
  ] as const)(
    "at %i pixels, %s: axe finds nothing and nothing moves",
    async (width, colorScheme) => {
      const { page, close } = await openPage(4, { colorScheme, viewport: { width, height: 800 } });
      expect(await findViolations(page)).toEqual([]);
      const [first, ...others] = [...stored.get(4)!.keys()].map(fileOf);
      await choose(page, [first!]);
      await expect.poll(() => statusOf(page)).toContain(path.basename(first!));
      await choose(page, [...others, brokenFile(temp.home)]);
      await expect.poll(() => statusOf(page)).toBe("Judged 11 of 12 images.");
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate(readShift)).toBeLessThan(0.005);
      expect(await page.evaluate(isTooWide)).toBe(false);
      await close();
    },
  );

  test("the square that the model sees is resized, turned and laid on white as in training", async () => {
    const { page, close } = await openPage(3);
    const shown = async (name: string, bytes: Uint8Array) => {
      const file = path.join(temp.home, name);
      writeFileSync(file, bytes);
      await choose(page, [file]);
      await expect.poll(() => statusOf(page)).toMatch(new RegExp(`^${name}: (?!Judging)`));
      return await page.evaluate(readSquare);
    };
    const image = sharp(await drawImage("photo", 3)).removeAlpha();
    for (const [width, height] of [
      [101, 77],
      [64, 150],
      [20, 20],
      [1300, 900],
    ] as const) {
      const png = await image.clone().resize(width, height, { fit: "fill" }).png().toBuffer();
      const rgba = await sharp(png).ensureAlpha().raw().toBuffer();
      const read = (part: { left: number; top: number; width: number; height: number }) =>
        Promise.resolve(cut(rgba, width, part));
      const expected = await coverSquare({ width, height, read }, SIDE);
      expect(await shown(`${width}x${height}.png`, png)).toEqual([...expected]);
    }
    const small = image.clone().resize(SIDE, SIDE, { fit: "fill" });
    const plain = [...(await small.clone().raw().toBuffer())];
    for (let orientation = 2; orientation <= 8; orientation++) {
      const turned = await small.clone().png().withMetadata({ orientation }).toBuffer();
      const upright = await sharp(turned, { autoOrient: true }).removeAlpha().raw().toBuffer();
      expect(await shown(`turned-${orientation}.png`, turned)).toEqual([...upright]);
    }
    const alpha = Buffer.from(plain.flatMap((v, i) => (i % 3 === 2 ? [v, (i * 7) & 255] : [v])));
    const raw = { raw: { width: SIDE, height: SIDE, channels: 4 } } as const;
    const flat = await sharp(alpha, raw).flatten({ background: "#fff" }).raw().toBuffer();
    const seen = await shown("alpha.png", await sharp(alpha, raw).png().toBuffer());
    expect(Math.max(...seen.map((v, i) => Math.abs(v - flat[i]!)))).toBeLessThanOrEqual(2);
    await close();
  });

  test("files that are no images, or too large ones, are named, and the others are judged", async () => {
    const { page, errors, close } = await openPage(2);
    const [good] = [...stored.get(2)!.keys()];
    const { home } = temp;
    writeFileSync(path.join(home, "empty.png"), "");
    writeFileSync(path.join(home, "huge.png"), hugePng(20_000));
    writeFileSync(path.join(home, "cut.png"), readFileSync(fileOf(good!)).subarray(0, 60));
    const bad = ["empty.png", "huge.png", "cut.png"].map((name) => path.join(home, name));
    await choose(page, [...bad, brokenFile(home), fileOf(good!)]);
    await expect.poll(() => statusOf(page)).toBe("Judged 1 of 5 images.");
    const said = await page.locator("#rows tr").allInnerTexts();
    expect(said.map((text) => text.replaceAll(/\s+/g, " ").trim())).toEqual([
      "empty.png The file is empty.",
      "huge.png It has 20,000 × 20,000 pixels; this page reads images of up to 100 million.",
      "cut.png This browser cannot read it as an image.",
      "broken.jpg This browser cannot read it as an image.",
      expect.stringContaining(good!),
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  test("images are dropped, pasted and chosen with the keyboard", async () => {
    const { page, close } = await openPage(4);
    const [dropped, pasted, chosen] = [...stored.get(4)!.keys()];
    for (const [name, way] of [
      [dropped!, "drop"],
      [pasted!, "paste"],
    ] as const) {
      const base64 = readFileSync(fileOf(name)).toString("base64");
      await page.evaluate(handOver, { name, base64, way });
      await expect.poll(() => statusOf(page)).toMatch(new RegExp(`^${name}: `));
    }
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("choose");
    const choosing = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles(fileOf(chosen!));
    await expect.poll(() => statusOf(page)).toMatch(new RegExp(`^${chosen}: `));
    expect(await page.locator("#source").innerText()).toContain(chosen);
    const first = page.getByRole("button", { name: dropped!, exact: true });
    await first.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("#source").innerText()).toContain(dropped);
    await page.getByRole("button", { name: "Clear" }).press("Enter");
    expect(await page.locator("#list").isVisible()).toBe(false);
    await close();
  });

  test("the webcam is judged all the time; where there is none, the button says so", async () => {
    const without = await openPage(1);
    const button = without.page.locator("#camera");
    await button.click();
    await expect.poll(() => button.innerText()).toMatch(/^(?:No webcam found|Webcam not allowed)$/);
    await without.close();

    const fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    const other = await launch(chromium ?? "", fake);
    const { page, errors, close } = await visit(other, { offline: true });
    await openIn(page, 1);
    await page.getByRole("button", { name: "Use the webcam" }).click();
    await expect.poll(() => page.locator("#source").innerText()).toContain("webcam");
    const before = await page.evaluate(copySquare);
    // The fake webcam shows a clock.
    await expect.poll(() => page.evaluate(copySquare)).not.toBe(before);
    await page.getByRole("button", { name: "Stop the webcam" }).click();
    await expect.poll(() => page.locator("#camera").innerText()).toBe("Use the webcam");
    expect(errors).toEqual([]);
    await close();
    await other.close();
  });
});

/** 36 squares as PNG files of the model's size, and the table that names their classes. */
async function writeSquares(home: string): Promise<void> {
  mkdirSync(path.join(home, "images"));
  const lines = ["path,label"];
  for (let i = 0; i < 36; i++) {
    const image = sharp(await drawImage(i % 2 === 0 ? "photo" : "drawing", i));
    const file = path.join("images", `${i}.png`);
    await image.removeAlpha().resize(SIDE, SIDE).png().toFile(path.join(home, file));
    lines.push(`${file},"${CLASSES[i % 2]!.replaceAll('"', '""')}"`);
  }
  writeFileSync(path.join(home, "list.csv"), `${lines.join("\n")}\n`);
}

/** A file that is no image, whatever its name says. */
function brokenFile(home: string): string {
  const file = path.join(home, "broken.jpg");
  writeFileSync(file, "no image at all");
  return file;
}

/** A whole black PNG of one bit per pixel: few bytes in the file, 1.6 GB once it is decoded. */
function hugePng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1; // bit depth; grey, not interlaced
  const rows = Buffer.alloc(side * (1 + Math.ceil(side / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return ~crc >>> 0;
}

/** A part of RGBA pixels. */
function cut(
  pixels: Uint8Array,
  lineWidth: number,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * lineWidth + left) * 4;
    return pixels.subarray(start, start + width * 4);
  });
  return Buffer.concat(rows);
}

/** Class names as the head of a CSV has them. */
function classesOf(csv: string): string[] {
  const [head] = csv.split("\r\n");
  const names = [...head!.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return names
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "")
    .filter((name) => name.startsWith("p("))
    .map((name) => name.slice(2, -1));
}

async function choose(page: Page, files: string[]): Promise<void> {
  await page.setInputFiles("#files", files);
}

async function statusOf(page: Page): Promise<string> {
  return (await page.locator("#status").textContent()) ?? "";
}

// These run in the page.

function isTooWide(): boolean {
  return document.documentElement.scrollWidth > innerWidth;
}

/** RGB of what the model sees. */
function readSquare(): number[] {
  const canvas = document.getElementById("seen") as HTMLCanvasElement;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return [...data].filter((_, i) => i % 4 !== 3);
}

/** The same as text, without a warning about reading it again and again. */
function copySquare(): string {
  return (document.getElementById("seen") as HTMLCanvasElement).toDataURL();
}

/** All layout shift, also what follows an input: an answer moves nothing, however soon it comes. */
function recordShift(): void {
  const shared = globalThis as unknown as { shiftEntries: PerformanceEntry[] };
  shared.shiftEntries = [];
  new PerformanceObserver((list) => shared.shiftEntries.push(...list.getEntries())).observe({
    type: "layout-shift",
    buffered: true,
  });
}

async function readShift(): Promise<number> {
  await new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  });
  const { shiftEntries } = globalThis as unknown as {
    shiftEntries: (PerformanceEntry & { value: number })[];
  };
  return shiftEntries.reduce((sum, { value }) => sum + value, 0);
}

/** Drops or pastes a file. */
function handOver({ name, base64, way }: { name: string; base64: string; way: "drop" | "paste" }) {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], name, { type: "image/png" }));
  document.dispatchEvent(
    way === "drop"
      ? new DragEvent("drop", { dataTransfer: transfer, cancelable: true })
      : new ClipboardEvent("paste", { clipboardData: transfer }),
  );
}
