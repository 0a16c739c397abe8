// One thread of tfjs's WebAssembly build: its worker script comes as a string, meant for a blob: URL.
const {
  wasmWorkerContents,
} = require("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js");

Object.assign(globalThis, { require, __filename });
// Its only line breaks stand inside string literals, unescaped once too often. The eval is indirect
// and not strict, so that its `var Module` becomes the global that the build looks for.
// oxlint-disable-next-line no-eval -- the package ships its worker only as a string
(0, eval)(`;${wasmWorkerContents.replaceAll("\n", "\\n")}`);
