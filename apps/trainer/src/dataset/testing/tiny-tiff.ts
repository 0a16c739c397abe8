/** A TIFF as scanners, satellites and microscopes write them, which sharp cannot write. */
export interface TinyTiff {
  readonly width: number;
  readonly height: number;
  /** Shape [height, width, bands]. */
  readonly samples: ArrayLike<number>;
  readonly bits?: 8 | 16 | 32 | 64;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly sampleFormat?: 1 | 2 | 3;
  /** 0 white is zero, 1 black is zero, 2 RGB, 8 CIELab. */
  readonly photometric?: number;
  /** One for each band beyond colour: 0 unspecified, 1 premultiplied alpha, 2 alpha. */
  readonly extraSamples?: readonly number[];
  readonly icc?: Uint8Array;
  /** SMinSampleValue and SMaxSampleValue, as floats. */
  readonly range?: readonly [number, number];
  /** More tags of 16 bits. */
  readonly tags?: Readonly<Record<number, number>>;
}

/** Type and values of a tag. */
type Entry = readonly [type: "short" | "long" | "float" | "bytes", values: ArrayLike<number>];

/** Writes one strip without compression, little endian. */
export function writeTiff(tiff: TinyTiff): Buffer {
  const { width, height, samples, bits = 8, sampleFormat = 1, extraSamples, icc, range } = tiff;
  const bands = samples.length / (width * height);
  const pixels = writeSamples(samples, bits, sampleFormat);
  const entries = new Map<number, Entry>([
    [256, ["long", [width]]],
    [257, ["long", [height]]],
    [258, ["short", Array.from({ length: bands }, () => bits)]],
    [259, ["short", [1]]],
    [262, ["short", [tiff.photometric ?? (bands >= 3 ? 2 : 1)]]],
    [273, ["long", [8]]],
    [277, ["short", [bands]]],
    [278, ["long", [height]]],
    [279, ["long", [pixels.length]]],
    [339, ["short", Array.from({ length: bands }, () => sampleFormat)]],
  ]);
  if (extraSamples) entries.set(338, ["short", extraSamples]);
  if (range) entries.set(340, ["float", [range[0]]]).set(341, ["float", [range[1]]]);
  if (icc) entries.set(34_675, ["bytes", icc]);
  for (const [tag, value] of Object.entries(tiff.tags ?? {})) {
    entries.set(Number(tag), ["short", [value]]);
  }
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([head, pixels, writeDirectory(entries, 8 + pixels.length)]);
}

function writeDirectory(entries: ReadonlyMap<number, Entry>, start: number): Buffer {
  const table = Buffer.alloc(2 + 12 * entries.size + 4);
  table.writeUInt16LE(entries.size, 0);
  const far: Buffer[] = [];
  let farAt = start + table.length;
  const sorted = [...entries].sort(([a], [b]) => a - b);
  for (const [i, [tag, [type, values]]] of sorted.entries()) {
    const at = 2 + 12 * i;
    const bytes = writeValues(type, values);
    table.writeUInt16LE(tag, at);
    table.writeUInt16LE({ short: 3, long: 4, float: 11, bytes: 7 }[type], at + 2);
    table.writeUInt32LE(values.length, at + 4);
    if (bytes.length <= 4) {
      bytes.copy(table, at + 8);
      continue;
    }
    table.writeUInt32LE(farAt, at + 8);
    far.push(bytes);
    farAt += bytes.length;
  }
  return Buffer.concat([table, ...far]);
}

function writeValues(type: Entry[0], values: ArrayLike<number>): Buffer {
  if (type === "bytes") return Buffer.from(Array.from(values));
  const Numbers = { short: Uint16Array, long: Uint32Array, float: Float32Array }[type];
  return Buffer.from(Numbers.from(values).buffer);
}

function writeSamples(
  samples: ArrayLike<number>,
  bits: 8 | 16 | 32 | 64,
  format: 1 | 2 | 3,
): Buffer {
  const kinds = {
    1: { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: Float64Array },
    2: { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: Float64Array },
    3: { 8: Uint8Array, 16: Uint16Array, 32: Float32Array, 64: Float64Array },
  };
  return Buffer.from(kinds[format][bits].from(Array.from(samples)).buffer);
}
