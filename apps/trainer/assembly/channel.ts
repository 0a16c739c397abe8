import { clamp, clampOne, pass, passOne } from "./simd";

// What is done to each channel: scale, shift and rectifier, and their gradients.

/** dy is taken as it is. */
const PLAIN: i32 = 0;
/** dy is passed where the rectifier's output `y` lies between low and high. */
const RECTIFIER: i32 = 1;
/** dy is passed back through rectifier and batch normalization of `y`, the convolution's output. */
const BATCH_NORM: i32 = 2;

/** How the gradient of a layer's output becomes the gradient of its convolution's output. */
@unmanaged
export class ChannelGradient {
  mode: i32;
  /** [rows, channels] both. */
  dy: usize;
  y: usize;
  low: f32;
  high: f32;
  /** BATCH_NORM: the forward pass was y * scale + shift. */
  scale: usize;
  shift: usize;
  /** BATCH_NORM: the gradient is passed * scale + y * slope + level, per channel. */
  slope: usize;
  level: usize;
}

/**
 * Rows of the gradient.
 *
 * @param target Rows `stride` bytes apart; floats behind a row's `channels` are set to 0.
 */
export function gradientRows(
  g: ChannelGradient, first: i32, rows: i32, channels: i32, target: usize, stride: i32,
): void {
  const from = <usize>first * (channels << 2);
  let dy = g.dy + from, y = g.y + from;
  const low = f32x4.splat(g.low), high = f32x4.splat(g.high);
  for (let row: i32 = 0; row < rows; row++) {
    let c: i32 = 0;
    if (g.mode == BATCH_NORM) {
      for (; c + 4 <= channels; c += 4) {
        const at = <usize>(c << 2);
        const value = v128.load(y + at), scale = v128.load(g.scale + at);
        const out = f32x4.add(f32x4.mul(value, scale), v128.load(g.shift + at));
        const passed = f32x4.mul(pass(v128.load(dy + at), out, low, high), scale);
        const rest = f32x4.add(f32x4.mul(value, v128.load(g.slope + at)), v128.load(g.level + at));
        v128.store(target + at, f32x4.add(passed, rest));
      }
    } else if (g.mode == RECTIFIER) {
      for (; c + 4 <= channels; c += 4) {
        const at = <usize>(c << 2);
        v128.store(target + at, pass(v128.load(dy + at), v128.load(y + at), low, high));
      }
    } else {
      for (; c + 4 <= channels; c += 4) v128.store(target + (c << 2), v128.load(dy + (c << 2)));
    }
    for (; c < channels; c++) store<f32>(target + (c << 2), gradientOf(g, c, dy + (c << 2), y + (c << 2)));
    for (; c << 2 < stride; c++) store<f32>(target + (c << 2), 0);
    dy += channels << 2;
    y += channels << 2;
    target += stride;
  }
}

function gradientOf(g: ChannelGradient, c: i32, dyAt: usize, yAt: usize): f32 {
  const dy = load<f32>(dyAt), at = <usize>(c << 2);
  if (g.mode == PLAIN) return dy;
  const y = load<f32>(yAt);
  if (g.mode == RECTIFIER) return passOne(dy, y, g.low, g.high);
  const scale = load<f32>(g.scale + at);
  const passed = passOne(dy, y * scale + load<f32>(g.shift + at), g.low, g.high) * scale;
  return passed + (y * load<f32>(g.slope + at) + load<f32>(g.level + at));
}

@unmanaged
export class GradientRowsArgs extends ChannelGradient {
  rows: i32;
  channels: i32;
  rowsPerChunk: i32;
  target: usize;
}

/** One chunk is `rowsPerChunk` rows. */
export function gradientOfRows(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<GradientRowsArgs>(args);
  const first = chunk * p.rowsPerChunk;
  const rows = min(p.rowsPerChunk, p.rows - first);
  const stride = p.channels << 2;
  gradientRows(p, first, rows, p.channels, p.target + <usize>first * stride, stride);
}

@unmanaged
export class ScaleShiftArgs {
  x: usize;
  y: usize;
  scale: usize;
  /** 0 for none. */
  shift: usize;
  rows: i32;
  channels: i32;
  rowsPerChunk: i32;
  low: f32;
  high: f32;
}

/** y = clamp(x * scale + shift); one chunk is `rowsPerChunk` rows. */
export function scaleShiftRows(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<ScaleShiftArgs>(args);
  const first = chunk * p.rowsPerChunk, stride = p.channels << 2;
  const low = f32x4.splat(p.low), high = f32x4.splat(p.high);
  let x = p.x + <usize>first * stride, y = p.y + <usize>first * stride;
  for (let row = min(p.rowsPerChunk, p.rows - first); row > 0; row--) {
    let c: i32 = 0;
    for (; c + 4 <= p.channels; c += 4) {
      const at = <usize>(c << 2);
      let value = f32x4.mul(v128.load(x + at), v128.load(p.scale + at));
      if (p.shift) value = f32x4.add(value, v128.load(p.shift + at));
      v128.store(y + at, clamp(value, low, high));
    }
    for (; c < p.channels; c++) {
      const at = <usize>(c << 2);
      let value = load<f32>(x + at) * load<f32>(p.scale + at);
      if (p.shift) value += load<f32>(p.shift + at);
      store<f32>(y + at, clampOne(value, p.low, p.high));
    }
    x += stride;
    y += stride;
  }
}
