/**
 * Two-sided probability that Student's t with `degrees` degrees of freedom lies within ±√degrees · tan(angle).
 *
 * @see Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: exact finite sums for whole degrees of freedom.
 */
function probabilityWithin(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  const part = Math.sin(angle) * sum;
  return odd ? (2 / Math.PI) * (angle + part) : part;
}

/**
 * The t that a Student variable stays within, in size, with this probability.
 *
 * @param confidence In (0, 1).
 * @param degrees Degrees of freedom, a whole number from 1.
 */
export function studentQuantile(confidence: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}
