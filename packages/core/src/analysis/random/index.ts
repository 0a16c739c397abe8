export { deriveSeed } from "./derive-seed.ts";
export { gaussian } from "./gaussian.ts";
export { permutation } from "./permutation.ts";
export { createRng, mix32, type Rng } from "./rng.ts";
