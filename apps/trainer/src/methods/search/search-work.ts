import { AppError } from "@graft/core/contract/errors";
import {
  type Classifier,
  type FeatureMatrix,
  fitSetting,
  type JobStep,
  runSearchJob,
  type SearchInput,
  type SearchPlan,
  type Setting,
} from "@graft/core/learning/classical";
import { leaveOneOutScope, type Scope } from "@graft/core/learning/model";

/** What every thread of a search holds. Its features lie in shared memory: no thread copies them. */
export interface SearchWork {
  readonly input: SearchInput;
  readonly plan: SearchPlan;
}

export type SearchRequest = { readonly kind: "job"; readonly job: number } | FitRequest;

export interface FitRequest {
  readonly kind: "fit";
  readonly setting: Setting;
  /** Features of the images to predict. */
  readonly asked: FeatureMatrix | null;
  /** Features of the training images by which images are compared; null to compare none. */
  readonly compared: FeatureMatrix | null;
}

/** What a thread is sent: what its requests are about, a request, or that this is over. */
export type ThreadMessage =
  | { readonly kind: "open"; readonly work: SearchWork }
  | SearchRequest
  | { readonly kind: "close" };

export type SearchReply =
  | { readonly kind: "ready" }
  | { readonly kind: "step"; readonly job: number; readonly step: JobStep }
  | { readonly kind: "fitted"; readonly fitted: FittedClassifier }
  | { readonly kind: "failed"; readonly error: ConstructorParameters<typeof AppError>[0] }
  | { readonly kind: "done" };

/** A classifier of features as they are, fitted to all training images, and what it says. */
export interface FittedClassifier
  extends Pick<Classifier, "kind" | "parameters" | "numClasses" | "columns" | "model" | "linear"> {
  /** Of the images asked about, shape [asked, numClasses]; null where none were. */
  readonly probabilities: Float64Array | null;
  /** That the prediction took. */
  readonly seconds: number;
  /** How far apart the training images lie; null where they are not to be compared, or all are of one unit. */
  readonly scope: Scope | null;
}

let opened: SearchWork | null = null;

/** What a thread replies to a message. To a request the last reply is `done` or `failed`. */
export function* answer(message: ThreadMessage): Generator<SearchReply, void> {
  if (message.kind === "open") {
    opened = message.work;
    yield { kind: "ready" };
  } else if (message.kind === "close") {
    opened = null;
  } else {
    yield* work(opened!, message);
  }
}

function* work({ input, plan }: SearchWork, request: SearchRequest): Generator<SearchReply, void> {
  try {
    if (request.kind === "job") {
      const { job } = request;
      for (const step of runSearchJob(input, plan, job)) yield { kind: "step", job, step };
    } else {
      yield { kind: "fitted", fitted: fit(input, request) };
    }
    yield { kind: "done" };
  } catch (error) {
    // A class does not survive the way to another thread.
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    yield { kind: "failed", error: { code, message, hint } };
  }
}

function fit(input: SearchInput, { setting, asked, compared }: FitRequest): FittedClassifier {
  const classifier = fitSetting(input, setting);
  const started = performance.now();
  const probabilities = asked ? classifier.predict(asked) : null;
  const seconds = (performance.now() - started) / 1000;
  const { kind, parameters, numClasses, columns, linear } = classifier;
  const fitted = { kind, parameters, numClasses, columns, linear, model: classifier.model };
  const scope = compared && leaveOneOutScope(compared, input.keys);
  return { ...fitted, probabilities, seconds, scope };
}
