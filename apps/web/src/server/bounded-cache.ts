/** Keeps what was made last, as far as it fits. */
export class BoundedCache<Key, Value> {
  private readonly limits: { readonly most: number; readonly size: number };
  // In the order of use: the one that was asked for last at the end.
  private readonly kept = new Map<Key, { readonly value: Value; readonly size: number }>();

  /**
   * @param limits.most Values at the same time.
   * @param limits.size Of all of them together; the last one is kept whatever its size.
   */
  constructor(limits: { readonly most: number; readonly size: number }) {
    this.limits = limits;
  }

  get(key: Key): Value | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  set(key: Key, value: Value, size: number): void {
    this.kept.delete(key);
    this.kept.set(key, { value, size });
    let total = 0;
    for (const one of this.kept.values()) total += one.size;
    for (const [oldest, one] of this.kept) {
      const fits = total <= this.limits.size && this.kept.size <= this.limits.most;
      if (fits || this.kept.size === 1) return;
      this.kept.delete(oldest);
      total -= one.size;
    }
  }
}
