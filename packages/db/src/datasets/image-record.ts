/** One labelled image as the trainer found it. */
export interface ImageRecord {
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
  /** Index into the data set's classes. */
  readonly label: number;
  /** Where it came from, relative to the data set's root. */
  readonly source: string;
  /** Left and top of a mosaic's tile, in pixels. */
  readonly tileX?: number | null | undefined;
  readonly tileY?: number | null | undefined;
  /** Images of one group never straddle a split. */
  readonly group?: string | null | undefined;
  /** Of the original, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Size of the original. */
  readonly bytes: number;
}
