/**
 * Elementary functions from the four operations and the square root, which IEEE 754 fixes to the last
 * bit. The language leaves the last bits of `Math.sin`, `Math.exp` and `Math.log` to the machine; here
 * the same input gives the same bits everywhere.
 */

const TAU = 2 * Math.PI;

/** sin of an angle in turns: 0.25 is a right angle. Absolute error below 1e-12. */
export function sinTurn(turns: number): number {
  let part = turns - Math.round(turns);
  if (part > 0.25) part = 0.5 - part;
  else if (part < -0.25) part = -0.5 - part;
  const x = TAU * part;
  const square = x * x;
  let series = 1;
  // x - x^3/3! + … + x^17/17! by Horner's rule; |x| <= pi/2.
  for (let n = 16; n >= 2; n -= 2) series = 1 - (series * square) / (n * (n + 1));
  return x * series;
}

/** cos of an angle in turns. */
export function cosTurn(turns: number): number {
  return sinTurn(turns + 0.25);
}

/** Natural logarithm of x in (0, 1]. Absolute error below 1e-15. */
export function ln(x: number): number {
  let mantissa = x;
  let halvings = 0;
  for (; mantissa < Math.SQRT1_2; halvings++) mantissa *= 2;
  // ln m = 2 artanh t = 2 (t + t^3/3 + t^5/5 + …) with |t| <= 0.172, so ten terms are enough.
  const t = (mantissa - 1) / (mantissa + 1);
  let series = 0;
  for (let odd = 21; odd >= 1; odd -= 2) series = series * t * t + 1 / odd;
  return 2 * t * series - halvings * Math.LN2;
}

/** e to the power x, for x from -700 to 700. Relative error below 1e-13. */
export function exp(x: number): number {
  const doublings = Math.round(x / Math.LN2);
  const rest = x - doublings * Math.LN2;
  let series = 1;
  for (let n = 14; n >= 1; n--) series = 1 + (series * rest) / n;
  let scale = 1;
  for (let n = Math.abs(doublings); n > 0; n--) scale *= 2;
  return doublings < 0 ? series / scale : series * scale;
}
