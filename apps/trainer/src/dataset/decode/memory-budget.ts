/** Work that waits for its share. */
interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/**
 * A limit on the memory that pieces of work use together. Each says beforehand how much it needs and
 * waits until so much is free; who came first goes first, so a large one is never passed by for ever.
 * One that needs more than the whole limit runs alone.
 */
export class MemoryBudget {
  readonly #limit: number;
  readonly #queue: Waiting[] = [];
  #free: number;

  /** @param limit In bytes. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#free = limit;
  }

  /** Runs `work` once `bytes` are free; they are free again when it has ended, well or badly. */
  async hold<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    const share = Math.min(bytes, this.#limit);
    await new Promise<void>((start) => {
      this.#queue.push({ bytes: share, start });
      this.#startNext();
    });
    try {
      return await work();
    } finally {
      this.#free += share;
      this.#startNext();
    }
  }

  #startNext(): void {
    for (let next = this.#queue[0]; next && next.bytes <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.bytes;
      next.start();
    }
  }
}
