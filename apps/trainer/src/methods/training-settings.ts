import type { MethodConfigOf } from "@graft/core/contract";

type Shared = keyof MethodConfigOf<"fine-tuned"> & keyof MethodConfigOf<"scratch">;

/** What a config says about a training, its learning rate decided. */
export type TrainingSettings = Omit<
  Pick<MethodConfigOf<"scratch">, Shared>,
  "kind" | "learningRate"
> & { readonly learningRate: number };
