import { ChannelGradient } from "./channel";
import { addFloats, madd, pass, passOne } from "./simd";

// Sums per channel that a normalization's gradient needs: of dy and of dy * (y - centre).

const BLOCK_ROWS: i32 = 128;

@unmanaged
export class ChannelSumsArgs extends ChannelGradient {
  rows: i32;
  channels: i32;
  rowsPerChunk: i32;
  /** [channels]; 0 to sum dy only. */
  centre: usize;
  /** Whether the rectifier's output is y * scale + shift; else `y` is not looked at. */
  masked: i32;
  /** [chunks][2][channels]. */
  partial: usize;
  /** [threads][2][channels] scratch. */
  blocks: usize;
  /** Results of mergeChannelSums, [channels] each; 0 for none. */
  sums: usize;
  products: usize;
  /** BATCH_NORM: `products` times this factor per channel gives dgamma; also sets slope and level. */
  reciprocalDeviation: usize;
}

/** One chunk is `rowsPerChunk` rows, summed block by block so that few small numbers meet one large. */
export function channelSums(args: usize, chunk: i32, thread: i32): void {
  const p = changetype<ChannelSumsArgs>(args);
  const channels = p.channels, stride = channels << 2;
  const from = chunk * p.rowsPerChunk, to = min(p.rows, from + p.rowsPerChunk);
  const total = p.partial + <usize>(chunk * 2) * stride;
  const block = p.blocks + <usize>(thread * 2) * stride;
  memory.fill(total, 0, 2 * stride);
  for (let first = from; first < to; first += BLOCK_ROWS) {
    memory.fill(block, 0, 2 * stride);
    const rows = min(BLOCK_ROWS, to - first);
    const at = <usize>first * stride;
    addBlock(p, rows, p.dy + at, p.y + at, block, block + stride);
    addFloats(total, block, 2 * channels);
  }
}

function addBlock(p: ChannelSumsArgs, rows: i32, dy: usize, y: usize, sums: usize, products: usize): void {
  const channels = p.channels, stride = channels << 2;
  const low = f32x4.splat(p.low), high = f32x4.splat(p.high);
  for (; rows > 0; rows--) {
    let c: i32 = 0;
    for (; c + 4 <= channels; c += 4) {
      const at = <usize>(c << 2);
      let d = v128.load(dy + at);
      if (p.centre) {
        const value = v128.load(y + at);
        if (p.masked) {
          const out = f32x4.add(f32x4.mul(value, v128.load(p.scale + at)), v128.load(p.shift + at));
          d = pass(d, out, low, high);
        }
        const off = f32x4.sub(value, v128.load(p.centre + at));
        v128.store(products + at, madd(v128.load(products + at), d, off));
      }
      v128.store(sums + at, f32x4.add(v128.load(sums + at), d));
    }
    for (; c < channels; c++) {
      const at = <usize>(c << 2);
      let d = load<f32>(dy + at);
      if (p.centre) {
        const value = load<f32>(y + at);
        if (p.masked) {
          const out = value * load<f32>(p.scale + at) + load<f32>(p.shift + at);
          d = passOne(d, out, p.low, p.high);
        }
        const off = value - load<f32>(p.centre + at);
        store<f32>(products + at, load<f32>(products + at) + d * off);
      }
      store<f32>(sums + at, load<f32>(sums + at) + d);
    }
    dy += stride;
    y += stride;
  }
}

/** Adds the chunks up in float64, in their order; one chunk of this job is 16 channels. */
export function mergeChannelSums(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<ChannelSumsArgs>(args);
  const stride = p.channels << 2;
  for (let c = chunk * 16; c < min(p.channels, chunk * 16 + 16); c++) {
    const at = <usize>(c << 2);
    let sum: f64 = 0, product: f64 = 0;
    for (let first: i32 = 0, part: i32 = 0; first < p.rows; first += p.rowsPerChunk, part++) {
      const partial = p.partial + <usize>(part * 2) * stride + at;
      sum += load<f32>(partial);
      product += load<f32>(partial + stride);
    }
    if (p.sums) store<f32>(p.sums + at, <f32>sum);
    if (!p.reciprocalDeviation) {
      if (p.products) store<f32>(p.products + at, <f32>product);
      continue;
    }
    const reciprocal = <f64>load<f32>(p.reciprocalDeviation + at);
    const scale = <f64>load<f32>(p.scale + at), centre = <f64>load<f32>(p.centre + at);
    // dx = scale * (dy - mean(dy) - xhat * mean(dy * xhat)), with xhat = (y - centre) * reciprocal.
    const slope = -scale * reciprocal * reciprocal * product / p.rows;
    store<f32>(p.products + at, <f32>(product * reciprocal));
    store<f32>(p.slope + at, <f32>slope);
    store<f32>(p.level + at, <f32>(-scale * sum / p.rows - slope * centre));
  }
}
