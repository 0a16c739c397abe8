export { gradientOfRows, scaleShiftRows } from "./channel";
export { channelSums, mergeChannelSums } from "./channel-sums";
export { convolution, convolutionGradient } from "./convolution";
export { depthwise } from "./depthwise";
export { depthwiseGradient } from "./depthwise-gradient";
export { foldedFilterGradient, mergeParts } from "./merge";
export { packPanels } from "./pack";
export { resampleColumns, resampleRows } from "./resample";
export { foldNormalization, mergeMoments, momentsOfRows } from "./statistics";
