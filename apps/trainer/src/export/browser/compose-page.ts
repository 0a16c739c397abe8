import { createHash } from "node:crypto";

/** What a page is made of, beside its words. */
export interface PageParts {
  /** Scripts and style as they are embedded. */
  readonly runtime: string;
  readonly page: string;
  readonly style: string;
  /** `graft-model.json`. */
  readonly description: string;
  /** The other files of the model. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** tfjs's WebAssembly module. */
  readonly wasm: Uint8Array;
}

/** What the page says of the model, as plain text. */
export interface PageWords {
  readonly title: string;
  readonly summary: string;
  /** How good it is and what it was not tested on, a paragraph each. */
  readonly about: readonly string[];
  readonly classNames: readonly string[];
  /** Side of the images in pixels. */
  readonly imageSize: number;
  /** Class probabilities of the runtime's `checkImage`: every browser has to come to the same. */
  readonly check: readonly number[];
}

/** Bars on the page; of more classes, the likeliest. */
const MOST_BARS = 10;

/**
 * One HTML file that holds a model and all it takes to judge images with it. Its content policy allows its own two
 * scripts, its style and images that the reader chooses: nothing is loaded and nothing can be sent.
 */
export function composePage(parts: PageParts, words: PageWords): string {
  const { runtime, page, style } = parts;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(runtime)} ${hashOf(page)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const { title, classNames } = words;
  const numBars = Math.min(classNames.length, MOST_BARS);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(words.summary)}</p>
</header>
<main>
<section id="ask" aria-label="Choose images">
<p>Drop images here or paste them. They stay on this computer: this page cannot send anything.</p>
<div class="buttons">
<button type="button" class="main" id="choose">Choose images …</button>
<button type="button" id="camera">Use the webcam</button>
<input type="file" id="files" accept="image/*" multiple hidden aria-label="Images">
</div>
<p id="status" role="status">Loading the model …</p>
</section>
<section id="panel" aria-labelledby="answer">
<figure>
<canvas id="seen" width="1" height="1" role="img" aria-label="The image as the model sees it"></canvas>
<video id="video" muted playsinline aria-hidden="true" tabindex="-1"></video>
<figcaption>The model sees ${words.imageSize} × ${words.imageSize} pixels</figcaption>
</figure>
<div>
<h2 id="answer">No image yet</h2>
<p id="source" class="muted">The answer comes here.</p>
<ol id="bars">
${classNames.slice(0, numBars).map(bar).join("\n")}
</ol>
${classNames.length > numBars ? `<p class="muted">The ${numBars} likeliest of ${classNames.length} classes.</p>` : ""}
</div>
</section>
<section id="about" aria-labelledby="about-title">
<h2 id="about-title">How good it is</h2>
${words.about.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n")}
</section>
<section id="list" aria-labelledby="list-title" hidden>
<h2 id="list-title">Images</h2>
<div class="buttons">
<button type="button" id="save">Save as CSV</button>
<button type="button" id="clear">Clear</button>
</div>
<table aria-labelledby="list-title">
<thead><tr><td></td><th scope="col">image</th><th scope="col">class</th><th scope="col">probability</th><th scope="col">time</th></tr></thead>
<tbody id="rows"></tbody>
</table>
</section>
</main>
<noscript>This page needs JavaScript.</noscript>
<script type="application/json" id="description">${escapeJson(parts.description)}</script>
<script type="application/json" id="check">${JSON.stringify(words.check)}</script>
<script type="text/plain" id="wasm">${base64(parts.wasm)}</script>
${Object.entries(parts.files).map(dataBlock).join("\n")}
<script>${runtime}</script>
<script>${page}</script>
</body>
</html>
`;
}

function bar(name: string): string {
  return `<li><span class="name">${escapeHtml(name)}</span><span class="value">–</span><span class="track"><span></span></span></li>`;
}

function dataBlock([name, content]: [string, Uint8Array]): string {
  return `<script type="text/plain" data-file="${escapeHtml(name)}">${base64(content)}</script>`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** A source of the content policy that allows exactly this script or style. */
function hashOf(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}

/** Text that means itself in HTML, between tags and in attributes. */
function escapeHtml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (mark) => named[mark]!);
}

/** JSON that no HTML parser takes for the end of its script. */
function escapeJson(json: string): string {
  return json.replaceAll("<", String.raw`\u003c`);
}
