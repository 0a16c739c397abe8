/** One weight of a layer, checked: its values are finite and as many as its shape says. */
export interface BackboneWeight {
  /** Name in the weights manifest, such as `Conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * A pretrained net, cut before its classifier, read and checked but not built: no tensor exists yet.
 *
 * Its input is a float image [imageSize, imageSize, 3], its output a feature vector [numFeatures].
 */
export interface LoadedBackbone {
  /** Absolute path of the model.json. */
  readonly path: string;
  /** Over model.json and the weight files in their order, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Size of model.json and weight files. */
  readonly bytes: number;
  /** Side in pixels of the images that it was checked for. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly inputRange: readonly [number, number];
  /** Peak learning rate of the body around which fine-tuning searches. */
  readonly fineTuningRate: number;
  /** What the net's first layers do to these values, such as `[0, 255] to [-1, 1]`; null: nothing. */
  readonly scaling: string | null;
  /** What a person should know of the input range, as sentences. */
  readonly warnings: readonly string[];
  /** Layer whose output feeds the head. */
  readonly cut: string;
  /** Length of the feature vector, after the average over space where the cut is spatial. */
  readonly numFeatures: number;
  /** Count of the numbers in the weights below the cut. */
  readonly numParameters: number;
  /** Keras-style topology of the layers up to the cut, for the image size above. */
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weights: readonly BackboneWeight[];
}
