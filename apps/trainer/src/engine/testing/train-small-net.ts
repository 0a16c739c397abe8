// Trains a small net on the wasm engine and prints a hash of its weights: `node --import tsx <this> <threads>`.
import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { installFastLayers } from "../ops/install-fast-layers.ts";
import { registerOps } from "../ops/register-ops.ts";
import { valueAndGradients } from "../ops/value-and-gradients.ts";
import { openWasm } from "../wasm/open-wasm.ts";
import { smallImages, smallNet } from "./small-net.ts";

await openWasm({ threads: Number(process.argv[2]) });
registerOps();
installFastLayers();
const net = smallNet();
const images = smallImages(40);
const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
for (let step = 0; step < 3; step++) {
  const loss = () => tf.mean(tf.square(net.apply(images, { training: true }) as tf.Tensor));
  const { gradients } = valueAndGradients(loss as () => tf.Scalar, variables);
  gradients.forEach((gradient, at) => {
    const variable = variables[at];
    variable?.assign(tf.sub(variable, tf.mul(gradient, 0.1)));
  });
}
const hash = createHash("sha256");
for (const weight of net.weights) hash.update(new Uint8Array(weight.read().dataSync().buffer));
process.stdout.write(hash.digest("hex"));
process.exit(0);
