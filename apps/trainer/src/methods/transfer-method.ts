import type { RunEvent } from "@graft/core/contract";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import type { FeatureCache } from "./feature-cache.ts";

/** What every method of one repeat gets: the same images, the same split, the same seed. */
export interface TransferTask {
  /** All images of the data set, RGB, row-major: shape [n, imageSize, imageSize, 3]. */
  readonly pixels: Uint8Array;
  /** Side of an image in pixels. */
  readonly imageSize: number;
  /** Class index of each image, shape [n]. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  /** Unit of each image: those of one unit (copies, one group) never straddle the inner folds. */
  readonly units: readonly string[];
  /** Positions in `pixels` of the training images. */
  readonly train: Int32Array;
  /** Positions held back to watch training; may be empty. Never used to choose anything. */
  readonly validation: Int32Array;
  /** Positions of the test images, in the order of the predictions. */
  readonly test: Int32Array;
  /** Null for an experiment whose methods need none. */
  readonly backbone: LoadedBackbone | null;
  /** Features already computed; one per process, so that methods share the work. */
  readonly features: FeatureCache;
  readonly seed: number;
  /** The engine in use: "tensorflow-gpu", "webgpu", "tensorflow" or "wasm". */
  readonly engineName: string;
}

/** Where a method is; for live display only, never stored. */
export interface ProgressEvent {
  readonly type: "progress";
  /** What is being done, such as `features` or `training`. */
  readonly phase: string;
  /** Images done and to do in this phase (of this epoch, when training). */
  readonly done: number;
  readonly total: number;
  /** 1-based. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** Mean training loss of this epoch so far, in nats. */
  readonly loss?: number;
  /** Training accuracy of this epoch so far, in [0, 1]. */
  readonly accuracy?: number;
  readonly imagesPerSecond: number;
  /** Estimate to the end of the phase, all its epochs included. */
  readonly secondsLeft: number;
}

/** Class probabilities of the test images, row-major [numTest, numClasses], in the order of `task.test`. */
interface ProbabilitiesEvent {
  readonly type: "probabilities";
  readonly probabilities: Float64Array;
  /**
   * From decoded images to probabilities, all test images together; left out where a part of the way,
   * such as features from an earlier experiment, was not gone.
   */
  readonly seconds?: number | undefined;
}

/** The trained classifier as files; their names are relative, without folders. */
export interface ModelEvent {
  readonly type: "model";
  readonly files: readonly ModelFile[];
}

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type LogEvent = Extract<RunEvent, { type: "log" }>;

export type MethodEvent =
  | Extract<RunEvent, { type: "epoch.finished" | "selection" }>
  | LogEvent
  | ProgressEvent
  | ProbabilitiesEvent
  | ModelEvent;

/**
 * One way to make a classifier: images in, events out. It never prints or stores anything.
 *
 * Yields exactly one `probabilities` event. Throws the signal's reason soon after it is aborted, and
 * {AppError} TRAINING_DIVERGED or OUT_OF_MEMORY. No tensor it made outlives it.
 */
export type TransferMethod<Config> = (
  config: Config,
  task: TransferTask,
  signal: AbortSignal,
) => AsyncGenerator<MethodEvent, void>;

/** The experiment's backbone. The config was refused long ago if a method needs one and has none. */
export function backboneOf({ backbone }: TransferTask): LoadedBackbone {
  if (!backbone) throw new Error("This method needs a backbone.");
  return backbone;
}
