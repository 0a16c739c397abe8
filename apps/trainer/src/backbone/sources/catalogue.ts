/** A public tfjs LayersModel that is known by name. */
export interface CatalogueEntry {
  readonly name: string;
  readonly description: string;
  /** Address of its model.json. */
  readonly url: string;
  /**
   * Of model.json and weight files, one after the other. Null: not known here, so the first download is
   * trusted and its hash kept (see `ModelRecord`).
   */
  readonly sha256: string | null;
  /** Counted from the architecture, BatchNorm statistics included. */
  readonly numParameters: number;
  /** Side in pixels that it was trained for. */
  readonly imageSize: number;
  readonly inputRange: readonly [number, number];
  readonly licence: string;
}

/** The weights are those of Keras's applications, whose documentation states this licence. */
const LICENCE = "Apache-2.0";
const RANGE = [-1, 1] as const;

/** MobileNet (Howard et al. 2017, arXiv:1704.04861) with its 1000 ImageNet classes still on. */
function mobileNetV1(width: string, numParameters: number): CatalogueEntry {
  return {
    name: `mobilenet_v1_${width}_224`,
    description: `MobileNet v1, ${width} of its full width, ImageNet, with its classifier`,
    url: `https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_${width}_224/model.json`,
    sha256: null,
    numParameters,
    imageSize: 224,
    inputRange: RANGE,
    licence: LICENCE,
  };
}

/** MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381) without a classifier. */
function mobileNetV2(width: string, numParameters: number): CatalogueEntry {
  const file = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_224_no_top`;
  return {
    name: `mobilenet_v2_${width}_224`,
    description: `MobileNetV2, ${width} of its full width, ImageNet, without a classifier`,
    url: `https://storage.googleapis.com/teachable-machine-models/${file}/model.json`,
    sha256: null,
    numParameters,
    imageSize: 224,
    inputRange: RANGE,
    licence: LICENCE,
  };
}

/**
 * The addresses are the ones that the sources of Teachable Machine's image library name
 * (googlecreativelab/teachablemachine-community, libraries/image/src/custom-mobilenet.ts).
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  mobileNetV1("0.25", 475_544),
  mobileNetV1("0.50", 1_342_536),
  mobileNetV1("0.75", 2_601_976),
  mobileNetV1("1.0", 4_253_864),
  mobileNetV2("0.35", 410_208),
  mobileNetV2("0.50", 706_224),
  mobileNetV2("0.75", 1_382_064),
  mobileNetV2("1.00", 2_257_984),
];

/** The entry of an address, or null. */
export function catalogueEntryOf(url: string): CatalogueEntry | null {
  return CATALOGUE.find((entry) => entry.url === url) ?? null;
}
