/** Speed and remaining time of a job that works through images. */
export class Speedometer {
  readonly #started = performance.now();
  readonly #total: number;
  #done = 0;

  /** @param total Images to work through. */
  constructor(total: number) {
    this.#total = total;
  }

  add(images: number): { imagesPerSecond: number; secondsLeft: number } {
    this.#done += images;
    const imagesPerSecond = this.#done / this.seconds;
    return { imagesPerSecond, secondsLeft: (this.#total - this.#done) / imagesPerSecond };
  }

  /** Seconds since it was made. */
  get seconds(): number {
    return Math.max(performance.now() - this.#started, 1) / 1000;
  }
}
