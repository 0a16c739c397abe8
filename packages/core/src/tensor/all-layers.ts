import { LayersModel, type layers } from "@tensorflow/tfjs-layers";

/** The layers of a net in order, those of nested models in place of the models. */
export function allLayers(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof LayersModel ? allLayers(layer) : layer));
}
