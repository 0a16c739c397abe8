import { readFile, rm } from "node:fs/promises";
import type { RunEvent } from "@graft/core/contract";
import type { AdamWState } from "@graft/core/learning/tensor";
import { writeAtomically } from "../dataset/cache/write-atomically.ts";

/** The best epoch so far, by the probe on unseen programs. */
export interface BestEpoch {
  readonly epoch: number;
  /** Accuracy of the probe. */
  readonly score: number;
  /** One per weight of the backbone, in its order. */
  readonly weights: readonly Float32Array[];
}

/** All that training needs to go on after an epoch as if it had never stopped. */
export interface Checkpoint {
  /** What is trained and on what; a checkpoint of anything else is of no use. */
  readonly key: string;
  /** Epochs that are done. */
  readonly epoch: number;
  /** Seconds of training until here, over all sessions. */
  readonly seconds: number;
  /** One per weight of the net with its head, in its order. */
  readonly weights: readonly Float32Array[];
  readonly optimizer: AdamWState;
  readonly best: BestEpoch;
  readonly history: readonly Extract<RunEvent, { type: "epoch.finished" }>[];
}

interface Header extends Omit<Checkpoint, "weights" | "optimizer" | "best"> {
  readonly steps: number;
  readonly best: Omit<BestEpoch, "weights">;
  /** Lengths of the vectors that follow: weights, first and second moments, best weights. */
  readonly lengths: readonly [number[], number[], number[], number[]];
}

const MAGIC = "GRAFTCK1";

/** Writes a checkpoint so that an older one stays whole until the new one is. @throws {AppError} */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { weights, optimizer, best, ...rest } = checkpoint;
  const groups = [weights, optimizer.first, optimizer.second, best.weights];
  const header: Header = {
    ...rest,
    steps: optimizer.steps,
    best: { epoch: best.epoch, score: best.score },
    lengths: groups.map((group) =>
      group.map(({ length }) => length),
    ) as unknown as Header["lengths"],
  };
  const json = Buffer.from(JSON.stringify(header));
  // The vectors start at a multiple of four bytes.
  const text = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, " ")]);
  const head = Buffer.alloc(12);
  head.write(MAGIC, "latin1");
  head.writeUInt32LE(text.length, 8);
  const vectors = groups.flat().map((vector) => new Uint8Array(vector.slice().buffer));
  await writeAtomically(file, [head, text, ...vectors]);
}

/** The checkpoint, or null when there is none, it is damaged, or it belongs to other settings. */
export async function readCheckpoint(file: string, key: string): Promise<Checkpoint | null> {
  try {
    const bytes = await readFile(file);
    if (bytes.toString("latin1", 0, 8) !== MAGIC) return null;
    const start = 12 + bytes.readUInt32LE(8);
    const header = JSON.parse(bytes.toString("utf8", 12, start)) as Header;
    if (header.key !== key) return null;
    let offset = start;
    const take = (lengths: readonly number[]) =>
      lengths.map((length) => {
        const end = offset + 4 * length;
        if (end > bytes.length) throw new Error("cut short");
        const vector = new Float32Array(Uint8Array.from(bytes.subarray(offset, end)).buffer);
        offset = end;
        return vector;
      });
    const [weights, first, second, best] = header.lengths.map(take) as [
      Float32Array[],
      Float32Array[],
      Float32Array[],
      Float32Array[],
    ];
    const { steps, lengths: _lengths, ...rest } = header;
    return {
      ...rest,
      weights,
      optimizer: { steps, first, second },
      best: { ...header.best, weights: best },
    };
  } catch {
    return null; // whatever is wrong with it, training can begin anew
  }
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}
