import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import { renderReport } from "./report.tsx";
import { prepareReport, type ReportContent, type ReportData } from "./report-data.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</style>`;
const CURVES = new Map([
  [1, [{ key: "train/loss", numPoints: 2, steps: [1, 2], values: [0.9, 0.1], band: null }]],
]);
const CSS = ".a>.b{color:red}";

/** Two runs of which everything that has a name has a hostile one. */
function hostile(answers: string, id: number) {
  const { dataset, experiment } = runDetail();
  const run = comparedRun(answers, {
    id,
    method: `${HOSTILE} ${id}`,
    name: HOSTILE,
    config: { [HOSTILE]: `${HOSTILE} ${id}` },
    environment: { command: HOSTILE, cpu: HOSTILE, gitCommit: HOSTILE },
    backend: HOSTILE,
    dataset: { ...dataset, name: HOSTILE, classNames: [HOSTILE, `${HOSTILE}2`] },
    experiment: { ...experiment, name: HOSTILE, config: { path: HOSTILE } },
  });
  const predictions = run.predictions.map((said) => ({ ...said, source: HOSTILE }));
  return { ...run, predictions };
}

async function report(
  runs: ReportContent["runs"],
  changes: Partial<ReportData> = {},
): Promise<string> {
  const content = await prepareReport(
    { read: runs, runs, courses: new Map(), curves: CURVES },
    null,
  );
  if (!content) throw new Error("There is nothing to report.");
  const thumbnails = new Map([["1", "data:image/webp;base64,AAAA"]]);
  const data = { ...content, unknown: [], thumbnails, ...changes };
  return renderReport(data, { css: CSS, version: "1.2.3", madeAt: new Date(0) });
}

const plain = () => [
  comparedRun("HHHm", { id: 1, method: "fine-tuned", environment: { command: "trainer run" } }),
  comparedRun("Hmhm", { id: 2 }),
];

test("it says who is better, since when, by which version, and how to repeat it", async () => {
  const html = await report(plain());
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  for (const text of [
    "2 runs of shapes compared",
    "fine-tuned is 25 points higher than scratch",
    "with Graft 1.2.3",
    'dateTime="1970-01-01T00:00:00.000Z"',
    "trainer run",
    "Only fine-tuned correct",
    "Confusion matrix of scratch",
    "Matthews",
    "train loss",
    "ROC of the class",
  ]) {
    expect(html).toContain(text);
  }
});

test("it says what becomes of the numbers without test images that have a near-duplicate in training", async () => {
  const twins = ["1", "3"];
  const html = await report([
    comparedRun("HHHm", { id: 1, method: "fine-tuned", twins }),
    comparedRun("Hmhm", { id: 2, twins }),
  ]);
  expect(html).toContain(
    "Without the 2 test images that have a near-duplicate among the training images: fine-tuned 100.0% instead of 75.0%",
  );
  expect(html).toContain("fine-tuned against scratch: no difference");
  expect(await report(plain())).not.toContain("near-duplicate");
});

test("its policy allows its own style sheet, written as it is, and images within it", async () => {
  const html = await report(plain());
  const hash = createHash("sha256").update(CSS).digest("base64");
  expect(html).toContain(`<style>${CSS}</style>`);
  const policy = /http-equiv="Content-Security-Policy"[^>]*|content="([^"]*)" http-equiv/.exec(
    html,
  );
  expect(policy?.[1]?.replaceAll("&#x27;", "'")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});

test("it needs nothing from anywhere: no script, no link, no address but of its own images", async () => {
  const html = await report(plain());
  expect(html).toContain('src="data:image/webp;base64,AAAA"');
  expect(html).not.toMatch(/<(?:script|link|a|iframe|object|form|button|base)\b/);
  expect(html).not.toMatch(/\b(?:href|action|srcset|style|on\w+)="/i);
  for (const [, src] of html.matchAll(/\bsrc="([^"]*)"/g)) expect(src).toMatch(/^data:/);
});

test("an image beyond the limit is left out, what was said of it is not", async () => {
  const html = await report(plain(), { thumbnails: new Map() });
  expect(html).not.toContain("<img");
  expect(html).toContain("1.png");
});

test("hostile names stay text", async () => {
  const html = await report([hostile("HHHm", 1), hostile("Hmhm", 2)], {
    untested: [runDetail({ id: 3, method: HOSTILE })],
  });
  expect(html).toContain("&lt;script&gt;alert(1)");
  expect(html).not.toContain("<script");
  expect(html).not.toContain("<img src=x");
  // No name ends the style sheet or an attribute.
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(/<[^>]*\sonerror=/.test(html.replaceAll(/"[^"]*"/g, '""'))).toBe(false);
});

test("runs that share no image have no gallery, and it is said", async () => {
  const { dataset } = runDetail();
  const other = comparedRun("hh", { id: 3, dataset: { ...dataset, fingerprint: "g" } });
  const elsewhere = {
    ...other,
    predictions: other.predictions.map((said) => ({ ...said, hash: `other ${said.hash}` })),
  };
  expect(await report([...plain(), elsewhere])).toContain(
    "No image was in the test split of all these runs.",
  );
});

test("it holds no folder of the machine it was made on", async () => {
  const { experiment } = runDetail();
  const environment = {
    command: "pnpm trainer run --config /home/ann/graft/cats.json",
    configFolder: "/home/ann/graft",
  };
  const config = { dataset: { kind: "folder", path: "/home/ann/my cats" } };
  const private_ = { environment, experiment: { ...experiment, config } };
  const html = await report([
    comparedRun("HHHm", { id: 1, method: "fine-tuned", ...private_ }),
    comparedRun("Hmhm", { id: 2, ...private_ }),
  ]);
  expect(html).toContain("…/my cats");
  expect(html).not.toMatch(/\/home|ann\b|configFolder/);
});

test("the style sheet depends on every source whose classes it holds", async () => {
  const resourcePath = fileURLToPath(new URL("report.css", import.meta.url));
  const read: string[] = [];
  const context = {
    resourcePath,
    addDependency: (file: string) => read.push(file),
    addContextDependency: (folder: string) => read.push(folder),
  };
  const loader = new URL("../../../css-text-loader.mjs", import.meta.url).href;
  const { default: cssText } = await import(loader);
  const module = await cssText.call(context, readFileSync(resourcePath, "utf8"));
  expect(module).toContain("--method-fine-tuned");
  for (const source of ["features/report", "features/compare", "packages/ui/src"]) {
    expect(
      read.some((place) => place.replaceAll("\\", "/").includes(source)),
      source,
    ).toBe(true);
  }
});
