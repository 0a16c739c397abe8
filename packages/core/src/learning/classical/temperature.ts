import { AppError } from "../../contract/errors.ts";
import type { LinearMap } from "./classifier.ts";

/**
 * Temperatures to try: 1 leaves the probabilities of a generative model as they are, a higher one
 * draws them together.
 *
 * A model that takes hundreds of correlated features for independent, or judges by distances that it
 * was fitted to, is far too sure. Dividing its log-probabilities by a temperature repairs that and
 * changes no decision; which one is right is found by cross-validation like any other setting.
 *
 * @param factor From each temperature to the next.
 * @see Guo et al. 2017, arXiv:1706.04599.
 */
export function temperatureGrid(hottest: number, factor: number): number[] {
  const steps = Math.round(Math.log(hottest) / Math.log(factor));
  return Array.from({ length: steps + 1 }, (_, step) => factor ** step);
}

/**
 * The temperature to take where none can be chosen: log-densities are sums over the columns, so the one
 * that turns the sum into a mean, or the hottest that is not hotter.
 */
export function usualTemperature(temperatures: readonly number[], columns: number): number {
  return Math.max(1, ...temperatures.filter((temperature) => temperature <= columns));
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkTemperature(temperature: number): void {
  if (temperature > 0 && Number.isFinite(temperature)) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `A temperature of ${temperature} is not possible.`,
    hint: "Give a number above 0; 1 changes nothing.",
  });
}

/** The linear map whose softmax is that of `linear` at a temperature. */
export function atTemperature({ weights, bias }: LinearMap, temperature: number): LinearMap {
  return {
    weights: weights.map((weight) => weight / temperature),
    bias: bias.map((own) => own / temperature),
  };
}
