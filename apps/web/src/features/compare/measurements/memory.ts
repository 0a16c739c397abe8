/**
 * Remembers what was computed, the last `most` of it.
 *
 * @param most Number of values.
 */
export function createMemory<Value>(most: number): (key: string, compute: () => Value) => Value {
  const known = new Map<string, Value>();
  return (key, compute) => {
    const value = known.has(key) ? known.get(key)! : compute();
    // The order of a map is that of its insertions: what was asked for last stays longest.
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
