export { drawProgram, type Family, GENERATOR_VERSION, type Program } from "./programs/program.ts";
export { renderImage } from "./programs/render-image.ts";
export { RENDERINGS, type Rendering, renderScene, SCENE_VERSION } from "./scenes/render-scene.ts";
