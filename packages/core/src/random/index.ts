export { deriveSeed } from "./derive-seed.ts";
export { gaussian } from "./gaussian.ts";
export { permutation } from "./permutation.ts";
export { createRng, type Rng } from "./rng.ts";
