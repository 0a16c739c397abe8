import type { Tensor } from "@tensorflow/tfjs-core";
import { type AdamWAttrs, KERNELS } from "../../ops/kernels.ts";
import { type Programs, register } from "./programs.ts";

type Inputs = Readonly<Record<"value" | "gradient" | "first" | "second", Tensor>>;

/** A step of AdamW in three passes, one for each result; of tfjs's ops it would be fifteen. */
export function registerAdamW(): void {
  register(KERNELS.adamW, adamW);
}

function adamW(programs: Programs, inputs: Inputs, attrs: AdamWAttrs): Tensor[] {
  const { value, gradient, first, second } = inputs;
  const { learningRate, weightDecay, beta1, beta2, epsilon, step } = attrs;
  const { shape } = value;
  const newFirst = programs.map(
    shape,
    { first, gradient },
    {
      expression: "first[i] * uniforms.kept + gradient[i] * uniforms.added",
      numbers: { kept: beta1, added: 1 - beta1 },
    },
  );
  const newSecond = programs.map(
    shape,
    { second, gradient },
    {
      expression: "second[i] * uniforms.kept + gradient[i] * gradient[i] * uniforms.added",
      numbers: { kept: beta2, added: 1 - beta2 },
    },
  );
  const newValue = programs.map(
    shape,
    { value, newFirst, newSecond },
    {
      expression:
        "value[i] * uniforms.kept - newFirst[i] * uniforms.rate / (sqrt(newSecond[i] * uniforms.unbiased) + uniforms.epsilon)",
      numbers: {
        kept: 1 - learningRate * weightDecay,
        rate: learningRate / (1 - beta1 ** step),
        unbiased: 1 / (1 - beta2 ** step),
        epsilon,
      },
    },
  );
  return [newValue, newFirst, newSecond];
}
