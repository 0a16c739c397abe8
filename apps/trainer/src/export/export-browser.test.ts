import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../testing/tiny-experiment.ts";
import { runTrainer } from "../testing/trainer-process.ts";
import { composePage, type PageParts, type PageWords } from "./browser/compose-page.ts";
import { openPageModel } from "./browser/page-threads.ts";

let tiny: TinyExperiment;

beforeAll(async () => {
  tiny = await tinyExperiment();
  const { status, stderr } = await runTrainer(["run", "--config", tiny.configFile], tiny);
  expect(status, stderr).toBe(0);
});
afterAll(() => tiny.dispose());

const exported = (run: number, out: string) =>
  runTrainer(["export", String(run), "--to", "browser", "--out", out], tiny);

test.each([1, 2, 3, 4])(
  "run %i: one page, certified by the scripts and files that are in it",
  async (run) => {
    const out = path.join(tiny.folder, `page-${run}`);
    const { status, stdout, stderr } = await exported(run, out);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(
      /Tested with tfjs 4\.\d+\.\d+ on WebAssembly, the page's own script on the run's 20 test images: the same classes, probabilities within [\d.]+e[+-]\d+\./,
    );
    expect((await readdir(out)).sort()).toEqual(["README.md", "certificate.json", "index.html"]);
    const page = await readFile(path.join(out, "index.html"), "utf8");
    const certificate = JSON.parse(await readFile(path.join(out, "certificate.json"), "utf8"));
    expect(certificate).toMatchObject({ run, format: "browser", numImages: 20, numChanged: 0 });
    expect(certificate.largestDifference).toBeLessThan(1e-4);
    expect(certificate.sha256).toBe(createHash("sha256").update(page).digest("hex"));
    // Read back from the page, the model says what the page expects of every browser.
    const parts = partsOf(page);
    const model = await openPageModel(parts);
    const expected = JSON.parse(blockOf(page, 'id="check"')) as number[];
    expect(model.check).toEqual(expected);
    await model.close();
    const models = Object.values(parts.files).reduce((sum, { length }) => sum + length, 0);
    expect(page.length - (models * 4) / 3).toBeLessThan(1_500_000);
  },
);

test("a page whose module or files are damaged cannot be tested, and the reason is told", async () => {
  const out = path.join(tiny.folder, "whole");
  await exported(3, out);
  const parts = partsOf(await readFile(path.join(out, "index.html"), "utf8"));
  const spoilt = { ...parts, wasm: parts.wasm.subarray(0, 1000) };
  await expect(openPageModel(spoilt)).rejects.toThrow(
    /^The exported page cannot be tested: .*WebAssembly/,
  );
  await expect(openPageModel({ ...parts, files: {} })).rejects.toThrow(
    /^The exported page cannot be tested: The model cannot be read/,
  );
});

test("without the images of its test no page is written", async () => {
  const images = path.join(tiny.folder, "images");
  await rename(images, `${images}-away`);
  const folder = path.join(tiny.folder, "untested");
  const { status, stderr } = await exported(1, folder);
  await rename(`${images}-away`, images);
  expect([status, existsSync(folder)]).toEqual([1, false]);
  expect(stderr).toContain("The exported model of run 1 cannot be tested");
});

test("words from outside stay words, and the policy names exactly the scripts and the style of the page", () => {
  const hostile = `</script><script>alert(1)</script><!-- "&amp;'`;
  const parts: PageParts = {
    runtime: "var graft = 1;",
    page: "graft + 1;",
    style: "p { margin: 0 }",
    description: JSON.stringify({ classNames: [hostile, "b"] }),
    files: { "weights.bin": Uint8Array.of(1, 2, 255) },
    wasm: Uint8Array.of(0),
  };
  const words: PageWords = {
    title: hostile,
    summary: hostile,
    about: [hostile],
    classNames: [hostile, ...Array.from({ length: 11 }, (_, k) => `class ${k}`)],
    imageSize: 8,
    check: [0.5, 0.5],
  };
  const page = composePage(parts, words);
  // The two scripts that run and the four blocks of data, and nothing that a name has brought.
  expect(page.match(/<script/g)).toHaveLength(6);
  expect(page.match(/<\/script/g)).toHaveLength(6);
  expect(page).not.toContain("<!--");
  expect(JSON.parse(blockOf(page, 'id="description"'))).toEqual({ classNames: [hostile, "b"] });
  expect(page.match(/<li>/g)).toHaveLength(10);
  expect(page).toContain("The 10 likeliest of 12 classes.");
  const [, policy] = /Security-Policy" content="([^"]*)"/.exec(page)!;
  expect(policy).toBe(
    `default-src 'none'; script-src ${hashOf(parts.runtime)} ${hashOf(parts.page)} 'wasm-unsafe-eval'; style-src ${hashOf(parts.style)}; img-src blob:; base-uri 'none'; form-action 'none'`,
  );
});

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** What is embedded in a page. */
function partsOf(page: string): PageParts {
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text!);
  const files = [...page.matchAll(/<script type="text\/plain" data-file="([^"]+)">([^<]*)</g)];
  return {
    runtime: scripts[0]!,
    page: scripts[1]!,
    style: "",
    description: blockOf(page, 'id="description"'),
    files: Object.fromEntries(files.map(([, name, text]) => [name!, bytesOf(text!)])),
    wasm: bytesOf(blockOf(page, 'id="wasm"')),
  };
}

function blockOf(page: string, mark: string): string {
  const start = page.indexOf(">", page.indexOf(mark)) + 1;
  return page.slice(start, page.indexOf("</script>", start));
}
