import { LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";

/**
 * A model's tensors in the order of computation, its inputs first and each only once. What nothing of
 * the output hangs on is left out.
 */
export function orderTensors(model: LayersModel): SymbolicTensor[] {
  const order: SymbolicTensor[] = [];
  const seen = new Set<number>();
  const visit = (tensor: SymbolicTensor): void => {
    if (seen.has(tensor.id)) return;
    seen.add(tensor.id);
    if (!model.inputs.some(({ id }) => id === tensor.id)) tensor.inputs.forEach(visit);
    order.push(tensor);
  };
  model.outputs.forEach(visit);
  return order;
}

/**
 * The output of a model as a graph of plain layers, models used as layers taken apart. The layers, and
 * so the weights, are the same ones.
 *
 * @param input What to compute it from; the model's own input by default.
 */
export function flattenModel(model: LayersModel, input?: SymbolicTensor): SymbolicTensor {
  const order = orderTensors(model);
  const isFlat = order.every(({ sourceLayer }) => !(sourceLayer instanceof LayersModel));
  if (isFlat && !input) return model.outputs[0]!;
  const flat = new Map(model.inputs.map((own) => [own.id, input ?? own]));
  for (const { id, inputs, sourceLayer } of order) {
    if (flat.has(id)) continue;
    const given = inputs.map((own) => flat.get(own.id)!);
    const output =
      sourceLayer instanceof LayersModel
        ? flattenModel(sourceLayer, given[0])
        : sourceLayer.apply(given.length === 1 ? given[0]! : given);
    flat.set(id, output as SymbolicTensor);
  }
  return flat.get(model.outputs[0]!.id)!;
}
