// Brings a matrix into panels of 8 columns, [ceil(columns / 8)][rows][8], the last one filled with zeros.

@unmanaged
export class PackArgs {
  source: usize;
  panels: usize;
  rows: i32;
  columns: i32;
  /** Floats from row to row and from column to column of the source. */
  rowStep: i32;
  columnStep: i32;
  /** Factors for the rows, or for the columns; 0 for none. */
  rowScale: usize;
  columnScale: usize;
}

/** One chunk is one panel. */
export function packPanels(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<PackArgs>(args);
  const from = chunk * 8;
  const width = min(8, p.columns - from);
  let target = p.panels + <usize>(from * p.rows) * 4;
  let source = p.source + <usize>(from * p.columnStep) * 4;
  for (let row: i32 = 0; row < p.rows; row++) {
    const factor: f32 = p.rowScale ? load<f32>(p.rowScale + (row << 2)) : 1;
    for (let c: i32 = 0; c < 8; c++) {
      let value: f32 = 0;
      if (c < width) {
        value = load<f32>(source + (c * p.columnStep << 2)) * factor;
        if (p.columnScale) value *= load<f32>(p.columnScale + ((from + c) << 2));
      }
      store<f32>(target + (c << 2), value);
    }
    target += 32;
    source += p.rowStep << 2;
  }
}
