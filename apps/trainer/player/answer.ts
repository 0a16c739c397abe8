import type * as Runtime from "./runtime.ts";

declare const graft: typeof Runtime;

/** What the model says of an image. */
export interface Answer {
  readonly name: string;
  /** In the order of the classes. */
  readonly probabilities: ArrayLike<number>;
  /** From the file to the answer. */
  readonly seconds: number;
}

/** An element of the page that is there by its id. */
export function find(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/** The most probable class; of equal ones the first, as everywhere in Graft. */
export function bestOf({ probabilities }: Answer): number {
  return graft.mostProbable(probabilities, probabilities.length)[0]!;
}

/** The bars, likeliest class first. As many as the page was made with, so that nothing moves. */
export function showAnswer({ name, probabilities, seconds }: Answer, classNames: string[]): void {
  const order = Array.from(classNames.keys()).sort(
    (a, b) => probabilities[b]! - probabilities[a]! || a - b,
  );
  find("answer").textContent = classNames[order[0]!]!;
  find("source").textContent = `${name}, ${seconds.toFixed(2)} s`;
  for (const [rank, bar] of [...find("bars").children].entries()) {
    const k = order[rank]!;
    setBar(bar, classNames[k]!, probabilities[k]!);
  }
}

/** What there is to say where no image could be judged. */
export function showNothing(title: string, source: string): void {
  find("answer").textContent = title;
  find("source").textContent = source;
  for (const bar of find("bars").children) setBar(bar, null, null);
}

/** @param name null to leave the class as it is. */
function setBar(bar: Element, name: string | null, probability: number | null): void {
  const [label, value, track] = bar.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  if (name !== null) {
    label.textContent = name;
    label.title = name;
  }
  value.textContent = probability === null ? "–" : graft.percent(probability);
  (track.firstElementChild as HTMLElement).style.width = `${(probability ?? 0) * 100}%`;
}

/** Draws what the model sees. @param pixels RGB, shape [side, side, 3]. */
export function drawSquare(canvas: HTMLCanvasElement, pixels: Uint8Array, side: number): void {
  const image = new ImageData(side, side);
  for (let i = 0, from = 0; i < image.data.length; i += 4, from += 3) {
    image.data[i] = pixels[from]!;
    image.data[i + 1] = pixels[from + 1]!;
    image.data[i + 2] = pixels[from + 2]!;
    image.data[i + 3] = 255;
  }
  canvas.width = side;
  canvas.height = side;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** One image of the table. */
export interface Row {
  readonly file: File;
  readonly element: HTMLTableRowElement;
  answer: Answer | null;
  error: string | null;
}

/** A row that waits for its answer; it is as high as it will be. */
export function addRow(file: File, choose: (row: Row) => void): Row {
  const element = (find("rows") as HTMLTableSectionElement).insertRow();
  const row: Row = { file, element, answer: null, error: null };
  const small = document.createElement("canvas");
  small.width = 1;
  small.height = 1;
  element.insertCell().append(small);
  const heading = document.createElement("th");
  heading.scope = "row";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = file.name;
  button.title = file.name;
  button.addEventListener("click", () => choose(row));
  heading.append(button);
  element.append(heading);
  for (const text of ["waiting …", "", ""]) element.insertCell().textContent = text;
  return row;
}

/** Side of the images in the table, for screens with two pixels to a unit. */
const THUMBNAIL = 80;

/** Writes what came out into a row. */
export function fillRow({ element, answer, error }: Row, classNames: readonly string[]): void {
  const [, , name, value, seconds] = element.cells as unknown as HTMLTableCellElement[];
  const said = answer ? classNames[bestOf(answer)]! : (error ?? "");
  name!.textContent = said;
  name!.title = said;
  if (answer) {
    value!.textContent = graft.percent(answer.probabilities[bestOf(answer)]!);
    seconds!.textContent = `${answer.seconds.toFixed(2)} s`;
  } else {
    // The reason takes the place of class, probability and time.
    name!.colSpan = 3;
    value!.remove();
    seconds!.remove();
    element.classList.add("failed");
  }
}

/** A small copy of what the model saw, in the row of its image. */
export function drawThumbnail({ element }: Row, pixels: Uint8Array, side: number): void {
  const whole = document.createElement("canvas");
  drawSquare(whole, pixels, side);
  const canvas = element.querySelector("canvas") as HTMLCanvasElement;
  canvas.width = THUMBNAIL;
  canvas.height = THUMBNAIL;
  canvas.getContext("2d")?.drawImage(whole, 0, 0, THUMBNAIL, THUMBNAIL);
}
