import { createRng } from "@graft/core/analysis/random";
import { loadBackbone } from "../../backbone/open-backbone.ts";
import { FeatureCache } from "../feature-cache.ts";
import type { MethodEvent, ModelEvent, TransferTask } from "../transfer-method.ts";

const SIZE = 32;

/**
 * A task that a tiny net can learn: noisy images that are rather red or rather blue, 24 for training, 6 for validation and 12 for testing.
 *
 * @param modelPath Of a tiny backbone for 32 pixels; none for methods that need none.
 */
export async function tinyTask(
  modelPath: string | null,
  changes: Partial<TransferTask> = {},
): Promise<TransferTask> {
  const config = { path: modelPath ?? "", cut: "auto" } as const;
  const backbone = modelPath
    ? await loadBackbone({ ...config, inputRange: [-1, 1] }, { baseDir: "/", imageSize: SIZE })
    : null;
  const labels = Int32Array.from({ length: 42 }, (_, i) => i % 2);
  return {
    pixels: tinted(labels),
    imageSize: SIZE,
    labels,
    classNames: ["blue", "red"],
    units: Array.from(labels, (_, i) => `hash-${i}`),
    train: Int32Array.from({ length: 24 }, (_, i) => i),
    validation: Int32Array.from({ length: 6 }, (_, i) => 24 + i),
    test: Int32Array.from({ length: 12 }, (_, i) => 30 + i),
    backbone,
    features: new FeatureCache(),
    seed: 1,
    engineName: "wasm",
    ...changes,
  };
}

function tinted(labels: Int32Array): Uint8Array {
  const rng = createRng(1);
  const pixels = new Uint8Array(labels.length * SIZE * SIZE * 3);
  for (const [n, label] of labels.entries()) {
    const light = 90 + rng() * 60;
    for (let i = 0; i < SIZE * SIZE * 3; i++) {
      const tint = i % 3 === (label === 0 ? 2 : 0) ? 30 : 0;
      pixels[n * SIZE * SIZE * 3 + i] = light + tint + rng() * 60 - 30;
    }
  }
  return pixels;
}

/** All events of a method, in order. */
export async function collect(events: AsyncIterable<MethodEvent>): Promise<MethodEvent[]> {
  const all: MethodEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The events of one type. */
export function ofType<T extends MethodEvent["type"]>(
  events: readonly MethodEvent[],
  type: T,
): Extract<MethodEvent, { type: T }>[] {
  return events.filter((event): event is Extract<MethodEvent, { type: T }> => event.type === type);
}

/** Fraction of the test images that a method gets right. */
export function accuracyOf(events: readonly MethodEvent[], task: TransferTask): number {
  const [event] = ofType(events, "probabilities");
  const numClasses = task.classNames.length;
  const correct = task.test.filter((position, row) => {
    const own = event!.probabilities.subarray(row * numClasses, (row + 1) * numClasses);
    return own.indexOf(Math.max(...own)) === task.labels[position];
  });
  return correct.length / task.test.length;
}

/** The content of a file of the model that a method left behind. */
export function fileOf({ files }: Pick<ModelEvent, "files">, name: string): Uint8Array {
  return files.find((file) => file.name === name)!.bytes;
}
