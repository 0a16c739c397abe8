export { drawProgram } from "./programs/draw-program.ts";
export { type Family, GENERATOR_VERSION, type Program } from "./programs/program.ts";
export { renderPicture } from "./programs/render-picture.ts";
export { RENDERINGS, type Rendering, renderScene, SCENE_VERSION } from "./scenes/render-scene.ts";
