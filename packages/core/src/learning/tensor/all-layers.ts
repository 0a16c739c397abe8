import type { Variable } from "@tensorflow/tfjs-core";
import { LayersModel, type layers } from "@tensorflow/tfjs-layers";

/** The layers of a net in order, those of nested models in place of the models. */
export function allLayers(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof LayersModel ? allLayers(layer) : layer));
}

/**
 * The variables that training changes; layers that were saved as frozen are unfrozen.
 *
 * @param part A net or one of its layers.
 */
export function trainableVariables(part: layers.Layer): Variable[] {
  for (const layer of part instanceof LayersModel ? allLayers(part) : [part])
    layer.trainable = true;
  part.trainable = true;
  return part.trainableWeights.map((weight) => weight.read() as Variable);
}
