import { attachHead, type Images, type TransferNet } from "@graft/core/learning/tensor";
import { buildBackbone } from "../backbone/build-backbone.ts";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { registerOps } from "../engine/ops/register-ops.ts";
import type { TransferTask } from "./transfer-method.ts";

/** The experiment's backbone. The config was refused long ago if a method needs one and has none. */
export function backboneOf(task: TransferTask): LoadedBackbone {
  if (!task.backbone) throw new Error("This method needs a backbone.");
  return task.backbone;
}

/** The backbone with a new head, on the current engine; free it with `disposeNet`. */
export async function buildNet(task: TransferTask): Promise<TransferNet> {
  registerOps();
  installFastLayers();
  return attachHead(await buildBackbone(backboneOf(task)), task.classNames.length);
}

/** The images as the backbone wants them. */
export function imagesOf(task: TransferTask): Images {
  const { pixels, imageSize } = task;
  return { pixels, size: imageSize, range: backboneOf(task).inputRange };
}
