/** The page of an exported model: takes images, judges them with `runtime.ts` and shows the answers. */
import type { Predictor } from "@graft/core/learning/model";
import {
  type Answer,
  addRow,
  bestOf,
  drawSquare,
  drawThumbnail,
  fillRow,
  find,
  type Row,
  showAnswer,
  showNothing,
} from "./answer.ts";
import { type Camera, installCamera, isCameraOn, stopCamera } from "./camera.ts";
import { nextTask, readFrame, readImage, readsTruePixels, UnreadableImage } from "./read-image.ts";
import type * as Runtime from "./runtime.ts";

declare const graft: typeof Runtime;

/** Probabilities may differ by this much from those at export. */
const TOLERANCE = 1e-4;

const seen = find("seen") as HTMLCanvasElement;
const rows: Row[] = [];
/** The row that is shown large. */
let shown: Row | null = null;
/** Images are judged one after the other. */
let queue: Promise<unknown> = Promise.resolve();

function say(message: string): void {
  find("status").textContent = message;
}

/** Opens the embedded model and makes sure that it answers here as it did at export. */
async function open(): Promise<Predictor> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await nextTask(); // the page is on the screen
  if (!readsTruePixels()) {
    throw new Error(
      "This browser changes the pixels that pages read from images, a protection against tracking. The model would judge other images than yours. Allow this page to read canvases, or open it in another browser.",
    );
  }
  const files: Record<string, Uint8Array> = {};
  for (const block of document.querySelectorAll<HTMLElement>("script[data-file]")) {
    files[block.dataset["file"] ?? ""] = bytesOf(block);
  }
  const description = find("description").textContent;
  const model = await graft.openModel({ description, files, wasm: bytesOf(find("wasm")) });
  const expected = JSON.parse(find("check").textContent) as number[];
  const now = await model.predict(graft.checkImage(model.description.image.size));
  if (!expected.every((value, k) => Math.abs(value - now[k]!) <= TOLERANCE)) {
    throw new Error(
      "This browser computes other probabilities than those that were tested at export. Open the page in another browser.",
    );
  }
  return model;
}

/** A block's content, which then is removed: it is not needed twice. */
function bytesOf(block: HTMLElement): Uint8Array {
  const text = block.textContent;
  block.remove();
  if ("fromBase64" in Uint8Array) {
    return (Uint8Array as unknown as { fromBase64(text: string): Uint8Array }).fromBase64(text);
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

const model = open();
model.then(
  () => say("Ready."),
  (error: Error) => say(cannotRun(error)),
);

function cannotRun({ message }: Error): string {
  return `The model cannot run here. ${message}`;
}

/** Does work on images when what was asked for before is done. */
function enqueue(work: () => Promise<void>): void {
  queue = queue.then(work).catch((error: Error) => say(error.message));
}

/** A name that takes no more than a line. */
function shorten(name: string): string {
  return name.length > 40 ? `${name.slice(0, 25)} … ${name.slice(-10)}` : name;
}

interface Judged {
  readonly pixels: Uint8Array;
  readonly answer: Answer;
}

/** Reads and judges one image, when those before it are done. */
async function judge(
  predictor: Predictor,
  name: string,
  read: (side: number) => Promise<Uint8Array>,
): Promise<Judged> {
  const started = performance.now();
  const pixels = await read(predictor.description.image.size);
  const probabilities = await predictor.predict(pixels);
  return { pixels, answer: { name, probabilities, seconds: (performance.now() - started) / 1000 } };
}

/** Takes files in. Each gets a row, and the first of them is shown large. */
function take(files: readonly File[]): void {
  if (files.length === 0) return;
  stopCamera(camera);
  const added = files.map((file) => addRow(file, choose));
  rows.push(...added);
  find("list").hidden = rows.length < 2;
  shown = added[0]!;
  say(`Judging ${added.length === 1 ? shorten(files[0]!.name) : `${added.length} images`} …`);
  enqueue(() => judgeAll(added));
}

async function judgeAll(added: readonly Row[]): Promise<void> {
  const predictor = await model.catch(cannotRun);
  for (const row of added) {
    if (!row.element.isConnected) continue; // cleared meanwhile
    if (typeof predictor === "string") fail(row, predictor);
    else await judgeRow(predictor, row);
    await nextTask();
  }
  const numBad = added.filter(({ error }) => error !== null).length;
  const [first] = added as [Row];
  if (typeof predictor === "string") say(predictor);
  else if (added.length === 1) say(`${shorten(first.file.name)}: ${saidOf(first, predictor)}`);
  else say(`Judged ${added.length - numBad} of ${added.length} images.`);
}

function saidOf({ answer, error }: Row, { description }: Predictor): string {
  return answer ? shorten(description.classNames[bestOf(answer)]!) : (error ?? "");
}

async function judgeRow(predictor: Predictor, row: Row): Promise<void> {
  const { file } = row;
  const { classNames, image } = predictor.description;
  try {
    const judged = await judge(predictor, file.name, (side) => readImage(file, side));
    row.answer = judged.answer;
    fillRow(row, classNames);
    drawThumbnail(row, judged.pixels, image.size);
    if (shown === row) show(judged, predictor);
  } catch (error) {
    const { message } = error as Error;
    fail(row, error instanceof UnreadableImage ? message : `It could not be judged: ${message}`);
  }
}

function fail(row: Row, error: string): void {
  row.error = error;
  fillRow(row, []);
  if (shown === row) showFault(row);
}

function show({ pixels, answer }: Judged, { description }: Predictor): void {
  drawSquare(seen, pixels, description.image.size);
  showAnswer(answer, description.classNames);
}

function showFault({ file, error }: Row): void {
  seen.getContext("2d")?.clearRect(0, 0, seen.width, seen.height);
  showNothing("Not judged", `${file.name}: ${error ?? ""}`);
}

/** Shows an image of the table large again. */
function choose(row: Row): void {
  stopCamera(camera);
  shown = row;
  if (row.error !== null) showFault(row);
  if (row.answer === null) return; // its turn comes
  const { answer } = row;
  enqueue(() => showAgain(row, answer));
}

async function showAgain(row: Row, answer: Answer): Promise<void> {
  const predictor = await model;
  const pixels = await readImage(row.file, predictor.description.image.size);
  if (shown === row) show({ pixels, answer }, predictor);
}

const camera: Camera = {
  button: find("camera") as HTMLButtonElement,
  video: find("video") as HTMLVideoElement,
  say,
  async judge(frame) {
    const predictor = await model;
    const judged = await judge(predictor, "webcam", (side) => readFrame(frame, side));
    if (!isCameraOn()) return;
    shown = null;
    show(judged, predictor);
  },
};

/** Saves the table with all probabilities, as `trainer predict --csv` prints it. */
async function saveTable(): Promise<void> {
  const { classNames } = (await model).description;
  const columns: Runtime.Column<Row>[] = [
    ["image", ({ file }) => file.name],
    ["class", ofAnswer((answer) => classNames[bestOf(answer)]!)],
    ["probability", ofAnswer((answer) => answer.probabilities[bestOf(answer)]!)],
    ...classNames.map(
      (name, k): Runtime.Column<Row> => [
        `p(${name})`,
        ofAnswer(({ probabilities }) => probabilities[k]!),
      ],
    ),
    ["seconds", ofAnswer(({ seconds }) => seconds)],
    ["error", ({ error }) => error],
  ];
  const lines: string[] = [];
  for await (const line of graft.toCsv(graft.tableOf(rows, columns))) lines.push(line);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "text/csv" }));
  link.download = "answers.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function ofAnswer(value: (answer: Answer) => string | number): Runtime.Column<Row>[1] {
  return ({ answer }) => answer && value(answer);
}

function clearTable(): void {
  for (const { element } of rows) element.remove();
  rows.length = 0;
  find("list").hidden = true;
}

/** The images among what was dropped or pasted; a folder is named, as pages from disk cannot look into it. */
function filesOf(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === "file");
  if (items.some(isFolder))
    say("Folders cannot be opened here: choose or drop the images in them.");
  return items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []);
}

function isFolder(item: DataTransferItem): boolean {
  return item.webkitGetAsEntry()?.isDirectory === true;
}

const input = find("files") as HTMLInputElement;
find("choose").addEventListener("click", () => input.click());
input.addEventListener("change", () => {
  take([...(input.files ?? [])]);
  input.value = ""; // the same file may be chosen again
});
document.addEventListener("paste", ({ clipboardData }) => take(filesOf(clipboardData)));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
for (const type of ["dragleave", "drop", "dragend"]) {
  document.addEventListener(type, () => document.body.classList.remove("over"));
}
document.addEventListener("drop", (event) => {
  event.preventDefault();
  take(filesOf(event.dataTransfer));
});
find("save").addEventListener("click", () => void saveTable());
find("clear").addEventListener("click", clearTable);
installCamera(camera);
