// Vectors of four floats. Addresses are bytes, counts are floats.

export const LANES: i32 = 4;

@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
export function splatAt(address: usize): v128 {
  return v128.load_splat<f32>(address);
}

/** Limits to [low, high]. pmin and pmax are one instruction each, and pass NaN on. */
@inline
export function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

@inline
export function clampOne(x: f32, low: f32, high: f32): f32 {
  return x < low ? low : high < x ? high : x;
}

/** `value` where low < y < high, else 0. */
@inline
export function pass(value: v128, y: v128, low: v128, high: v128): v128 {
  return v128.and(value, v128.and(f32x4.gt(y, low), f32x4.lt(y, high)));
}

@inline
export function passOne(value: f32, y: f32, low: f32, high: f32): f32 {
  return y > low && y < high ? value : 0;
}

export function copyFloats(target: usize, source: usize, count: i32): void {
  let at: i32 = 0;
  for (; at + 4 <= count; at += 4) {
    v128.store(target + (at << 2), v128.load(source + (at << 2)));
  }
  for (; at < count; at++) store<f32>(target + (at << 2), load<f32>(source + (at << 2)));
}

export function zeroFloats(target: usize, count: i32): void {
  memory.fill(target, 0, count << 2);
}

/** target += source. */
export function addFloats(target: usize, source: usize, count: i32): void {
  let at: i32 = 0;
  for (; at + 4 <= count; at += 4) {
    const to = target + (at << 2);
    v128.store(to, f32x4.add(v128.load(to), v128.load(source + (at << 2))));
  }
  for (; at < count; at++) {
    const to = target + (at << 2);
    store<f32>(to, load<f32>(to) + load<f32>(source + (at << 2)));
  }
}

@inline
export function roundUp(count: i32, multiple: i32): i32 {
  return (count + multiple - 1) / multiple * multiple;
}
