import type { TensorFlowKind, TensorFlowManifest } from "../installed-tensorflow.ts";

/** What a way of installing gets. */
export interface BuildOptions {
  readonly kind: TensorFlowKind;
  /** Empty folder in which the engine is put together. */
  readonly folder: string;
  /** Folder for downloads; kept when the installation fails, so that the next attempt is shorter. */
  readonly downloads: string;
  /** Folder of the npm package whose binding is built. */
  readonly packageFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** Called at the start of each step with what is being done. */
  readonly onStep: (step: string) => void;
  /** Lets the programs that are started draw their progress on standard error. */
  readonly show: boolean;
}

/** What a way of installing has put into the folder; `files` are the paths that have to stay there. */
export interface BuiltTensorFlow
  extends Pick<TensorFlowManifest, "source" | "preload" | "bindingFile" | "loaderFile"> {
  readonly files: readonly string[];
}
