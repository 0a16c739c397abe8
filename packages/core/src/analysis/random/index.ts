export { createRng, deriveSeed, gaussian, mix32, permutation, type Rng } from "./random.ts";
