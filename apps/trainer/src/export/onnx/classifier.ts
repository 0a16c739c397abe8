import {
  type Classifier,
  type FeatureMatrix,
  type FittedModel,
  standardize,
  type Tree,
} from "@graft/core/learning/classical";
import type { OnnxGraph } from "./graph.ts";

/**
 * Writes a fitted classifier into a graph, form by form as `fitted-model.ts` computes it, in double precision.
 *
 * @param features Name of a value of doubles, shape [batch, columns].
 * @returns Name of the class probabilities, doubles, shape [batch, numClasses].
 */
export function convertClassifier(
  graph: OnnxGraph,
  { model, columns, numClasses }: Pick<Classifier, "model" | "columns" | "numClasses">,
  features: string,
): string {
  return convert({ graph, columns, numClasses }, model, features);
}

interface Target {
  readonly graph: OnnxGraph;
  readonly columns: number;
  readonly numClasses: number;
}

function convert(target: Target, model: FittedModel, features: string): string {
  const { graph, columns, numClasses } = target;
  switch (model.form) {
    case "linear":
      return softmax(graph, linear(target, model, features));
    case "one-vs-rest": {
      const scores = linear(target, model, features);
      const scaled = graph.add("Mul", [scores, graph.doubles(model.slopes, [numClasses])]);
      const logits = graph.add("Add", [scaled, graph.doubles(model.offsets, [numClasses])]);
      return shares(graph, graph.add("Sigmoid", [logits]), numClasses);
    }
    case "normals":
      return normals(target, model, features);
    case "neighbours":
      return neighbours(target, model, features);
    case "forest": {
      const sums = trees(graph, model.trees, { features, numTargets: numClasses });
      const spread = graph.add("Add", [sums, graph.double(1 / numClasses)]);
      return graph.add("Div", [spread, graph.double(model.trees.length + 1)]);
    }
    case "boosted": {
      const outputs = model.start.length;
      const grown = model.rounds.flat();
      const target = { features, numTargets: outputs, targetOf: (tree: number) => tree % outputs };
      const start = graph.doubles(model.start, [outputs]);
      const logits =
        grown.length > 0 ? graph.add("Add", [trees(graph, grown, target), start]) : start;
      // The logit of the second of two classes, beside 0 for the first.
      const both = graph.doubles([0, 1], [1, 2]);
      return softmax(graph, outputs === 1 ? graph.add("MatMul", [logits, both]) : logits);
    }
    case "present-classes": {
      const { present, inner, share } = model;
      const known = { graph, columns, numClasses: present.length };
      const own = inner ? convert(known, inner, features) : certainty(graph, features);
      const rest = 1 - share * (numClasses - present.length);
      const places = new Float64Array(present.length * numClasses);
      const others = new Float64Array(numClasses).fill(share);
      for (const [k, label] of present.entries()) {
        places[k * numClasses + label] = rest;
        others[label] = 0;
      }
      const placed = graph.add("MatMul", [
        own,
        graph.doubles(places, [present.length, numClasses]),
      ]);
      return graph.add("Add", [placed, graph.doubles(others, [numClasses])]);
    }
    case "standardized": {
      const centred = graph.add("Sub", [features, graph.doubles(model.mean, [columns])]);
      const scaled = graph.add("Div", [centred, graph.doubles(model.scale, [columns])]);
      const { inner } = model;
      const own =
        inner.form === "neighbours" ? { ...inner, rows: standardize(model, inner.rows) } : inner;
      return convert(target, own, scaled);
    }
  }
}

type Form<Name extends FittedModel["form"]> = Extract<FittedModel, { form: Name }>;

function linear(
  { graph, columns, numClasses }: Target,
  { weights, bias }: Form<"linear"> | Form<"one-vs-rest">,
  features: string,
): string {
  const products = graph.add("MatMul", [features, graph.doubles(weights, [columns, numClasses])]);
  return graph.add("Add", [products, graph.doubles(bias, [numClasses])]);
}

function softmax(graph: OnnxGraph, logits: string): string {
  return graph.add("Softmax", [logits], { axis: { int: 1 } });
}

/** Values divided by their sum; equal shares where the sum is 0. */
function shares(graph: OnnxGraph, values: string, numClasses: number): string {
  const sum = graph.add("ReduceSum", [values, graph.ints([1])], { keepdims: { int: 1 } });
  const isZero = graph.add("Not", [graph.add("Greater", [sum, graph.double(0)])]);
  const safe = graph.add("Where", [isZero, graph.double(1), sum]);
  const divided = graph.add("Div", [values, safe]);
  return graph.add("Where", [isZero, graph.double(1 / numClasses), divided]);
}

/** (x - mean)² / variance of every class at once: opened out, the squares would cancel each other's digits. */
function normals(
  { graph, columns, numClasses }: Target,
  { means, variances, offsets, temperature }: Form<"normals">,
  features: string,
): string {
  const shape = [1, numClasses, columns];
  const apart = graph.add("Unsqueeze", [features, graph.ints([1])]);
  const away = graph.add("Sub", [apart, graph.doubles(means, shape)]);
  const ratios = graph.add("Div", [
    graph.add("Mul", [away, away]),
    graph.doubles(variances, shape),
  ]);
  const sums = graph.add("ReduceSum", [ratios, graph.ints([2])], { keepdims: { int: 0 } });
  const halved = graph.add("Mul", [sums, graph.double(-0.5)]);
  const densities = graph.add("Add", [halved, graph.doubles(offsets, [numClasses])]);
  return softmax(graph, graph.add("Div", [densities, graph.double(temperature)]));
}

function neighbours(
  { graph, columns, numClasses }: Target,
  { rows, labels, k, distance }: Form<"neighbours">,
  features: string,
): string {
  const squares = squaredLengths(rows);
  const own = graph.add("Transpose", [graph.doubles(rows.data, [rows.rows, columns])], {
    perm: { ints: [1, 0] },
  });
  const products = graph.add("MatMul", [features, own]);
  // Both orders are those of the distances: |a| is the same for all rows.
  const scores =
    distance === "euclidean"
      ? graph.add("Sub", [
          graph.doubles(squares, [rows.rows]),
          graph.add("Mul", [products, graph.double(2)]),
        ])
      : graph.add("Mul", [
          products,
          graph.doubles(
            squares.map((square) => (square === 0 ? 0 : -1 / Math.sqrt(square))),
            [rows.rows],
          ),
        ]);
  const [, nearest] = graph.addMany("TopK", [scores, graph.ints([k])], {
    attributes: { axis: { int: 1 }, largest: { int: 0 }, sorted: { int: 1 } },
    numOutputs: 2,
  });
  const votes = new Float64Array(rows.rows * numClasses);
  for (const [row, label] of labels.entries()) votes[row * numClasses + label] = 1;
  const cast = graph.add("Gather", [graph.doubles(votes, [rows.rows, numClasses]), nearest!]);
  const counts = graph.add("ReduceSum", [cast, graph.ints([1])], { keepdims: { int: 0 } });
  const spread = graph.add("Add", [counts, graph.double(1 / numClasses)]);
  return graph.add("Div", [spread, graph.double(k + 1)]);
}

function squaredLengths({ data, rows, columns }: FeatureMatrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let at = 0; at < data.length; at++) squares[Math.floor(at / columns)]! += data[at]! ** 2;
  return squares;
}

/** 1 for each image, shape [batch, 1]. */
function certainty(graph: OnnxGraph, features: string): string {
  const sums = graph.add("ReduceSum", [features, graph.ints([1])], { keepdims: { int: 1 } });
  return graph.add("Add", [graph.add("Mul", [sums, graph.double(0)]), graph.double(1)]);
}

/**
 * The sum of what the leaves of many trees say, by the operator of ONNX-ML.
 *
 * @param options.targetOf The output that a tree adds to, where its leaves hold one number.
 * @returns Doubles, shape [batch, numTargets]; the operator itself gives single precision.
 */
function trees(
  graph: OnnxGraph,
  grown: readonly Tree[],
  {
    features,
    numTargets,
    targetOf,
  }: {
    features: string;
    numTargets: number;
    targetOf?: (tree: number) => number;
  },
): string {
  const nodes = {
    trees: [] as number[],
    ids: [] as number[],
    columns: [] as number[],
    modes: [] as string[],
    below: [] as number[],
    above: [] as number[],
    thresholds: [] as number[],
  };
  const leaves = {
    trees: [] as number[],
    nodes: [] as number[],
    targets: [] as number[],
    values: [] as number[],
  };
  for (const [tree, { column, low, threshold, values, outputs }] of grown.entries()) {
    for (const [node, own] of column.entries()) {
      const isLeaf = own < 0;
      nodes.trees.push(tree);
      nodes.ids.push(node);
      nodes.columns.push(isLeaf ? 0 : own);
      nodes.modes.push(isLeaf ? "LEAF" : "BRANCH_LEQ");
      nodes.below.push(isLeaf ? 0 : low[node]!);
      nodes.above.push(isLeaf ? 0 : low[node]! + 1);
      nodes.thresholds.push(isLeaf ? 0 : threshold[node]!);
      if (!isLeaf) continue;
      for (let output = 0; output < outputs; output++) {
        leaves.trees.push(tree);
        leaves.nodes.push(node);
        leaves.targets.push(targetOf ? targetOf(tree) : output);
        leaves.values.push(values[node * outputs + output]!);
      }
    }
  }
  const sums = graph.add(
    "TreeEnsembleRegressor",
    [features],
    {
      n_targets: { int: numTargets },
      nodes_treeids: { ints: nodes.trees },
      nodes_nodeids: { ints: nodes.ids },
      nodes_featureids: { ints: nodes.columns },
      nodes_modes: { texts: nodes.modes },
      nodes_truenodeids: { ints: nodes.below },
      nodes_falsenodeids: { ints: nodes.above },
      nodes_values_as_tensor: { doubles: nodes.thresholds },
      target_treeids: { ints: leaves.trees },
      target_nodeids: { ints: leaves.nodes },
      target_ids: { ints: leaves.targets },
      target_weights_as_tensor: { doubles: leaves.values },
    },
    "ai.onnx.ml",
  );
  return graph.cast(sums, "float64");
}
